import {expect} from 'chai'
import path from 'node:path'
import {fileURLToPath} from 'node:url'
import {insideSandbox} from '../../src/lib/sandbox/environment.js'
import {announce, runningFileVariable} from '../../src/lib/sandbox/running-file.js'
import {startSandbox, type Sandbox} from '../../src/lib/sandbox/sandbox.js'
import {withTriggerStore} from '../../src/lib/triggers/journal/trigger-store.js'
import {follow, type Follower} from '../support/follower.js'
import {deliveryOf, hookSecret, postDelivery} from '../support/hook-caller.js'
import {runBin} from '../support/run-bin.js'
import type {Envelope} from '../support/run-command.js'
import {skipSaying} from '../support/skip.js'
import {startSmallDisk} from '../support/small-disk.js'
import {logEvent, offboardRule, openTriggerHouse, type TriggerHouse} from '../support/trigger-house.js'

const leaver = 'tobias.wren@halyard.test'
const pause = fileURLToPath(new URL('../support/process-pause-answer.mjs', import.meta.url))

interface Story {
  readonly state: string
  readonly event: {readonly type: string; readonly source: string; readonly targets: readonly string[]}
  readonly tries: readonly unknown[]
}

/** A receiver that runs, and where it is. */
interface Serving {
  readonly follower: Follower
  readonly url: string
}

const followers: Follower[] = []
afterEach(async () => {
  for (const follower of followers.splice(0)) await follower.stop('SIGKILL')
})

async function serve(
  args: readonly string[],
  {env, cwd, inside}: Pick<Parameters<typeof follow>[1], 'env' | 'cwd' | 'inside'>,
): Promise<Serving> {
  const follower = follow(['triggers', 'serve', '--port', '0', '--secret', 'env:HOOK_SECRET', ...args], {
    env: {...env, HOOK_SECRET: hookSecret},
    cwd,
    ...(inside === undefined ? {} : {inside}),
  })
  followers.push(follower)
  const {listening} = await follower.line((line) => 'listening' in line)
  return {follower, url: listening as string}
}

describe('story of somebody who leaves, told by an event hook', function () {
  this.timeout(60_000)
  this.slow(15_000)

  let sandbox: Sandbox
  let env: Record<string, string>

  beforeEach(async () => {
    sandbox = await startSandbox()
    const running = path.join(sandbox.home, 'running.json')
    announce(running, sandbox)
    env = {...insideSandbox({}, sandbox.env), [runningFileVariable]: running, HOOK_SECRET: hookSecret}
  })
  afterEach(() => sandbox.close())

  async function result<T>(...args: string[]): Promise<T> {
    const outcome = await runBin([...args, '--json'], {env, cwd: sandbox.home})
    expect(outcome.exitCode, `${args.join(' ')}: ${outcome.stderr}${outcome.stdout}`).to.equal(0)
    return (JSON.parse(outcome.stdout) as Envelope).result as T
  }
  const history = async (): Promise<readonly Story[]> =>
    (await result<{readonly history: readonly Story[]}>('triggers', 'history')).history
  const runs = (): number => sandbox.requests.filter(({path: asked}) => asked.startsWith('/api/flo/')).length

  /** The receiver runs, and the org's hook delivers to it. */
  async function hooked(...args: string[]): Promise<Follower> {
    await result('triggers', 'init', '--template', 'employee-offboarding')
    const {follower, url} = await serve(args, {env, cwd: sandbox.home})
    const hook = ['--header', 'Authorization=env:HOOK_SECRET']
    const {id} = await result<{readonly id: string}>('triggers', 'hook', 'create', '--url', url, ...hook)
    expect(await result('triggers', 'hook', 'verify', id)).to.include({status: 'ACTIVE', verified: true})
    return follower
  }

  it('hook, confirmation by the log, run, answer, and nothing twice', async () => {
    const follower = await hooked()
    await result('sandbox', 'do', 'user.deactivate', leaver)
    const report = await follower.line(({rule}) => rule === 'employee-offboarding')
    expect(report).to.include({state: 'succeeded', flow: 'offboarding'})
    expect(await result('triggers', 'run', '--once', '--since', '1h')).to.include({succeeded: 0, pending: 0})
    const {exitCode, last} = await follower.stop('SIGTERM')
    expect([exitCode, last['ok']]).to.deep.equal([0, true])
    const [story, ...more] = await history()
    expect(more).to.deep.equal([])
    expect(story?.event).to.deep.include({type: 'user.lifecycle.deactivate', targets: [leaver]})
    expect([story?.state, story?.tries.length, runs()]).to.deep.equal(['succeeded', 1, 1])
  })

  it('a delivery that is lost is found in the log', async () => {
    const follower = await hooked('--reconcile', '2s')
    sandbox.act('fault hook_drop')
    await result('sandbox', 'do', 'user.deactivate', leaver)
    await follower.line(({rule}) => rule === 'employee-offboarding')
    const [story] = await history()
    expect([story?.event.source, runs()]).to.deep.equal(['log', 1])
  })
})

describe('triggers serve, killed', function () {
  this.timeout(60_000)
  this.slow(10_000)

  let house: TriggerHouse
  beforeEach(async () => {
    house = await openTriggerHouse()
  })
  afterEach(() => house.close())

  const start = (more: Readonly<Record<string, string>> = {}): Promise<Serving> =>
    serve(['--rules', house.rules(offboardRule), '--reconcile', 'off'], {
      env: {...house.env, ...more},
      cwd: house.home.path,
    })

  it('[triggers serve --port] between the disk and the answer: Okta sends it again, and it is done once', async () => {
    const first = await start({NODE_OPTIONS: `--import=${pause}`})
    const lost = postDelivery(first.url, deliveryOf([logEvent('e1')])).catch(() => 'no answer')
    await first.follower.says('paused')
    await first.follower.stop('SIGKILL')
    expect(await lost).to.equal('no answer')
    expect(
      await withTriggerStore(house.machine, (store) => store.find({}).map(({work}) => work.event)),
    ).to.deep.equal(['e1'])

    const second = await start()
    expect((await postDelivery(second.url, deliveryOf([logEvent('e1')]))).status).to.equal(204)
    expect(await second.follower.line(({event}) => event === 'e1')).to.include({state: 'succeeded'})
    expect((await postDelivery(second.url, deliveryOf([logEvent('e1')], 'once more'))).status).to.equal(204)
    const {last} = await second.follower.stop('SIGTERM')
    expect(last).to.nested.include({'result.succeeded': 1, 'result.pending': 0})
    expect(house.arrived()).to.deep.equal({'offboard:e1': 1})
  })

  it('on a full disk: what it could not write down it has not taken, and takes when there is room', async function () {
    const disk = await startSmallDisk(1024)
    if ('reason' in disk) skipSaying(this, disk.reason)
    try {
      const {url, follower} = await serve(['--rules', house.rules(offboardRule), '--reconcile', 'off'], {
        env: {...house.env, OKTA_OPS_STATE_DIR: path.join(disk.folder, 'state')},
        cwd: house.home.path,
        inside: disk.inside,
      })
      const post = (uuid: string): Promise<{readonly status: number}> =>
        postDelivery(url, deliveryOf([logEvent(uuid, {filler: 'x'.repeat(50_000)})], uuid))
      let [count, status] = [0, 204]
      while (status === 204 && count < 100) ({status} = await post(`e${++count}`))
      expect(status).to.equal(503)
      await follower.says('not taken')
      disk.grow(32_768)
      expect((await post(`e${count}`)).status).to.equal(204)
      await house.flows.count(count)
      const {last} = await follower.stop('SIGTERM')
      // An answer that came while nothing could be written down leaves its run in doubt; it is not sent again.
      expect(last).to.nested.include({ok: true, 'result.failed': 0})
      const uuids = Array.from({length: count}, (_, index) => `offboard:e${index + 1}`)
      expect(house.arrived()).to.deep.equal(Object.fromEntries(uuids.map((uuid) => [uuid, 1])))
    } finally {
      disk.close()
    }
  })
})
