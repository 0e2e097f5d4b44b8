import {expect} from 'chai'
import {readFileSync, writeFileSync} from 'node:fs'
import path from 'node:path'
import {insideSandbox} from '../../src/lib/sandbox/environment.js'
import {announce, runningFileVariable} from '../../src/lib/sandbox/running-file.js'
import {startSandbox, type Sandbox} from '../../src/lib/sandbox/sandbox.js'
import type {JsonObject} from '../../src/lib/shared/json.js'
import {follow, type Follower} from '../support/follower.js'
import {freePort} from '../support/free-port.js'
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
    // The envelope is all there is, or the last line after those of a follower.
    const text = /^\{"/.test(outcome.stdout)
      ? (outcome.stdout.trim().split('\n').at(-1) ?? '')
      : outcome.stdout
    return (JSON.parse(text) as Envelope).result as T
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

  /** Registers a hook in the org for what the rules listen to, serves, and has the org verify it. */
  async function serveHooks(...args: string[]): Promise<Follower> {
    const port = String(await freePort())
    const url = `http://127.0.0.1:${port}/okta-events`
    const {id, secret, types} = await result<{
      readonly id: string
      readonly secret: string
      readonly types: readonly string[]
    }>('triggers', 'hook', 'create', '--url', url)
    expect(types).to.deep.equal(['user.lifecycle.deactivate'])
    const serve = start('triggers', 'serve', '--port', port, '--public-url', url, '--secret', secret, ...args)
    expect(await serve.line((line) => 'listening' in line)).to.deep.equal({listening: url})
    await result('triggers', 'hook', 'verify', id)
    return serve
  }

  it('by an event hook, without reading the log', async () => {
    await result('triggers', 'init', '--template', 'employee-offboarding')
    const rules = path.join(sandbox.home, 'triggers.yaml')
    writeFileSync(rules, readFileSync(rules, 'utf8').replace('destructive: true', 'confirm: none'))
    const serve = await serveHooks('--reconcile', 'off')

    await result('sandbox', 'do', 'user.deactivate', leaver)
    expect(await serve.line(({state}) => state === 'succeeded')).to.include({flow: 'offboarding'})
    expect((await serve.stop('SIGTERM')).exitCode).to.equal(0)

    const {event, tries, ...work} = await onlyStory()
    expect(event).to.include({type: 'user.lifecycle.deactivate', source: 'hook'})
    expect(work.output).to.deep.include({user: leaver, groupsLeft: ['halyard-engineers']})
    expect(calls()).to.have.length(1)
    expect(calls()[0]).to.deep.include({email: leaver, at: event.published})
    expect(calls()[0]).to.nested.include({'_okta_ops.run': tries[0]?.run})
    expect(sandbox.requests.filter(({operation}) => operation === 'okta.logs')).to.deep.equal([])
  })

  it('by both: what is destructive waits for the log, and is done once', async () => {
    await result('triggers', 'init', '--template', 'employee-offboarding')
    await serveHooks('--reconcile', 'off')

    await result('sandbox', 'do', 'user.deactivate', leaver)
    const waiting = async (): Promise<readonly Story[]> =>
      (await result<{readonly pending: readonly Story[]}>('triggers', 'pending')).pending
    let pending = await waiting()
    while (pending.length === 0) pending = await waiting()
    expect(pending.map(({state, event}) => `${state} ${event.source}`)).to.deep.equal(['waiting hook'])
    expect(calls()).to.deep.equal([])

    await result('triggers', 'run', '--once', '--since', '1h')
    let story = await onlyStory()
    while (story.state === 'planned' || story.state === 'running') story = await onlyStory()
    expect(story).to.include({state: 'succeeded'})
    expect(story.event).to.include({source: 'log'})
    expect(calls()).to.have.length(1)
  })
})
