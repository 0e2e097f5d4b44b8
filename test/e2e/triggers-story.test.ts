import {expect} from 'chai'
import path from 'node:path'
import {insideSandbox} from '../../src/lib/sandbox/environment.js'
import {announce, runningFileVariable} from '../../src/lib/sandbox/running-file.js'
import {startSandbox, type Sandbox} from '../../src/lib/sandbox/sandbox.js'
import type {JsonObject} from '../../src/lib/shared/json.js'
import {follow, type Follower} from '../support/follower.js'
import {runBin} from '../support/run-bin.js'
import type {Envelope} from '../support/run-command.js'

const leaver = 'tobias.wren@halyard.test'

/** What `triggers history --json` shows of one piece of work. */
interface Story {
  readonly rule: string
  readonly flow: string
  readonly state: string
  readonly output: JsonObject
  readonly event: {
    readonly uuid: string
    readonly type: string
    readonly published: string
    readonly source: string
    readonly actor: string
    readonly targets: readonly string[]
  }
  readonly tries: readonly {readonly run: string; readonly state: string}[]
}

/** Somebody leaves Halyard, and everything after that is done by the built program. */
describe('story of somebody who leaves', function () {
  this.timeout(60_000)
  this.slow(15_000)

  let sandbox: Sandbox
  let env: Record<string, string>
  let follower: Follower | undefined

  beforeEach(async () => {
    sandbox = await startSandbox()
    const running = path.join(sandbox.home, 'running.json')
    announce(running, sandbox)
    env = {...insideSandbox({}, sandbox.env), [runningFileVariable]: running}
  })
  afterEach(async () => {
    await follower?.stop('SIGKILL')
    follower = undefined
    await sandbox.close()
  })

  async function result<T>(...args: string[]): Promise<T> {
    const outcome = await runBin([...args, '--json'], {env, cwd: sandbox.home})
    expect(outcome.exitCode, `${args.join(' ')}: ${outcome.stderr}${outcome.stdout}`).to.equal(0)
    return (JSON.parse(outcome.stdout) as Envelope).result as T
  }
  const start = (...args: string[]): Follower => (follower = follow(args, {env, cwd: sandbox.home}))
  const historyOf = async (...args: string[]): Promise<readonly Story[]> =>
    (await result<{readonly history: readonly Story[]}>('triggers', 'history', ...args)).history
  async function onlyStory(): Promise<Story> {
    const [story, ...more] = await historyOf()
    if (story === undefined || more.length > 0) throw new Error(`one story, not ${more.length + 1}`)
    return story
  }
  async function groupsOf(login: string): Promise<readonly string[]> {
    const answer = await fetch(`${sandbox.url}/api/v1/users/${login}/groups`, {
      headers: {authorization: `SSWS ${sandbox.okta.apiToken}`},
    })
    const groups = (await answer.json()) as readonly {readonly profile: {readonly name: string}}[]
    return groups.map(({profile}) => profile.name)
  }
  const calls = (): readonly JsonObject[] =>
    sandbox.requests
      .filter(({path: asked}) => asked.startsWith('/api/flo/'))
      .map(({body}) => body as JsonObject)

  it('by the System Log: rule, mapped input, run, and what the flow answered', async () => {
    await result('triggers', 'init', '--template', 'employee-offboarding')
    await result('triggers', 'test')
    const run = start('triggers', 'run', '--interval', '2s')
    await run.says('following')

    await result('sandbox', 'do', 'user.deactivate', leaver)
    const report = await run.line(({rule}) => rule === 'employee-offboarding')
    expect(report).to.include({state: 'succeeded', flow: 'offboarding'})
    const {exitCode, last} = await run.stop('SIGTERM')
    expect(exitCode).to.equal(0)
    expect(last).to.deep.include({ok: true}).and.nested.include({'result.succeeded': 1, 'result.pending': 0})

    const {event, tries, ...work} = await onlyStory()
    expect(event).to.include({type: 'user.lifecycle.deactivate', source: 'log', uuid: report['event']})
    expect(event.targets).to.deep.equal([leaver])
    expect(work).to.include({rule: 'employee-offboarding', flow: 'offboarding', state: 'succeeded'})
    expect(work.output).to.deep.equal({user: leaver, sessionsEnded: 0, groupsLeft: ['halyard-engineers']})
    expect(tries.map(({state}) => state)).to.deep.equal(['succeeded'])
    const [{run: runId} = {run: ''}] = tries
    expect(await historyOf('--run', runId)).to.deep.equal(await historyOf('--event', event.uuid))
    expect(await historyOf('--event', event.uuid)).to.have.length(1)

    const [call, ...others] = calls()
    expect(others).to.deep.equal([])
    expect(call).to.deep.include({email: leaver, at: event.published})
    expect(call).to.nested.include({'_okta_ops.run': runId})
    expect(call?.['user_id']).to.match(/^00u\w{17}$/)

    // Gone from the groups, so what they gave is gone too; and the same event again changes nothing.
    expect(await groupsOf(leaver)).to.deep.equal(['Everyone'])
    expect(await result('triggers', 'run', '--once')).to.include({succeeded: 0, pending: 0})
    expect(calls()).to.have.length(1)
  })
})
