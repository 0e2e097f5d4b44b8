import {expect} from 'chai'
import {existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync} from 'node:fs'
import path from 'node:path'
import {setTimeout as pause} from 'node:timers/promises'
import {deferred} from '../../src/lib/shared/deferred.js'
import type {JsonObject} from '../../src/lib/shared/json.js'
import {withTriggerStore} from '../../src/lib/triggers/journal/trigger-store.js'
import type {FlowAnswer} from '../support/flow-server.js'
import {follow, type Follower} from '../support/follower.js'
import {freePort} from '../support/free-port.js'
import {hookSecret} from '../support/hook-caller.js'
import {liveMachine} from '../support/live-machine.js'
import {runBin} from '../support/run-bin.js'
import {logEvent, offboardRule, openTriggerHouse, type TriggerHouse} from '../support/trigger-house.js'

/** What is written to a database that nobody finds again is forgotten, so nothing may be begun on its word. */
describe('the state folder is moved or deleted under a running command', function () {
  this.timeout(60_000)
  this.slow(10_000)
  let house: TriggerHouse
  let answer: (index: number) => FlowAnswer
  let state: string
  const followers: Follower[] = []

  beforeEach(async () => {
    answer = () => ({body: {}})
    house = await openTriggerHouse((_invocation, index) => answer(index))
    house.rules(offboardRule)
    state = path.join(house.home.path, 'state')
  })
  afterEach(async () => {
    for (const follower of followers.splice(0)) await follower.stop('SIGKILL')
    await house.close()
  })

  const start = (...argv: string[]): Follower => {
    const env = {...house.env, HOOK_SECRET: hookSecret}
    const follower = follow(argv, {env, cwd: house.home.path})
    followers.push(follower)
    return follower
  }
  const ways = {
    moved: () => {
      renameSync(state, `${state}.old`)
    },
    deleted: () => {
      rmSync(state, {recursive: true})
    },
    'moved, and there again': () => {
      renameSync(state, `${state}.old`)
      mkdirSync(state)
      return runBin(['triggers', 'history'], {env: house.env})
    },
  }
  const errorOf = ({error}: JsonObject): unknown => (error as JsonObject | undefined)?.['code']
  const message = ({error}: JsonObject): unknown => (error as JsonObject | undefined)?.['message']

  for (const [what, act] of Object.entries(ways))
    it(`triggers run, ${what}: ends, and acts on nothing more`, async () => {
      const acting = start('triggers', 'run', '--rules', 'triggers.yaml', '--since', '1d', '--interval', '2s')
      house.log.push(logEvent('e1'))
      await acting.line(({event}) => event === 'e1')
      await act()
      house.log.push(logEvent('e2'))
      const {exitCode, last} = await acting.end()
      expect([exitCode, errorOf(last)]).to.deep.equal([1, 'OPS_STORE'])
      expect(message(last)).to.include('was moved, deleted or replaced')
      expect(house.arrived()).to.deep.equal({'offboard:e1': 1})
    })

  it('triggers run: what was on its way is written down where the folder is now, and what was not begun goes on there', async () => {
    const late = deferred<undefined>()
    answer = (index) => (index === 0 ? {after: late.promise} : {body: {}})
    house.log.push(logEvent('e1'), logEvent('e2'))
    const argv = ['triggers', 'run', '--rules', 'triggers.yaml', '--since', '1d', '--parallel', '1']
    const acting = start(...argv)
    await house.flows.count(1)
    ways.moved()
    late.resolve(undefined)
    expect((await acting.end()).exitCode).to.equal(1)
    const there = liveMachine({OKTA_OPS_STATE_DIR: `${state}.old`})
    const states = await withTriggerStore(there, (store) =>
      store.find({}).map(({work}) => `${work.event} ${work.state}`),
    )
    expect(states).to.deep.equal(['e2 planned', 'e1 succeeded'])
    renameSync(`${state}.old`, state)
    const next = await runBin([...argv, '--once'], {env: house.env, cwd: house.home.path})
    expect([next.exitCode, house.arrived()]).to.deep.equal([0, {'offboard:e1': 1, 'offboard:e2': 1}])
  })

  it('triggers run: the journal of runs alone is gone: the work is planned again, not sent', async () => {
    const acting = start('triggers', 'run', '--rules', 'triggers.yaml', '--since', '1d', '--interval', '2s')
    house.log.push(logEvent('e1'))
    await acting.line(({event}) => event === 'e1')
    renameSync(path.join(state, 'flows.db'), path.join(state, 'other.db'))
    house.log.push(logEvent('e2'))
    expect(errorOf((await acting.end()).last)).to.equal('OPS_STORE')
    const states = await withTriggerStore(house.machine, (store) =>
      store.find({}).map(({work}) => `${work.event} ${work.state}`),
    )
    expect(states).to.deep.equal(['e2 planned', 'e1 succeeded'])
    expect(house.arrived()).to.deep.equal({'offboard:e1': 1})
  })

  it('triggers serve: takes no event that would be forgotten', async () => {
    const port = await freePort()
    const secret = ['--secret', 'env:HOOK_SECRET', '--reconcile', 'off']
    const serving = start('triggers', 'serve', '--rules', 'triggers.yaml', '--port', String(port), ...secret)
    await serving.line((line) => 'listening' in line)
    ways.moved()
    const {exitCode, last} = await serving.end()
    expect([exitCode, errorOf(last)]).to.deep.equal([1, 'OPS_STORE'])
  })

  it('logs collect: hands nothing on whose place cannot be kept', async () => {
    const file = path.join(house.home.path, 'events.ndjson')
    const lines = (): number => (existsSync(file) ? readFileSync(file, 'utf8').split('\n').length - 1 : 0)
    house.log.push(logEvent('e1'))
    const argv = [
      'logs',
      'collect',
      '--since',
      '1d',
      '--interval',
      '2s',
      '--name',
      'a',
      '--sink',
      file,
      '--json',
    ]
    const collecting = runBin(argv, {env: house.env})
    while (lines() === 0 || readdirSync(state).length === 0) await pause(20)
    ways.moved()
    house.log.push(logEvent('e2'))
    const {exitCode, stdout} = await collecting
    expect([exitCode, errorOf(JSON.parse(stdout) as JsonObject), lines()]).to.deep.equal([1, 'OPS_STORE', 1])
  })

  it('flows batch: sends no further step', async () => {
    const late = deferred<undefined>()
    answer = () => ({after: late.promise})
    house.home.write(
      'batch.yaml',
      'version: 1\nname: two\nsteps:\n  - {id: a, flow: offboarding}\n  - {id: b, flow: tell, needs: [a]}\n',
    )
    const running = runBin(['flows', 'batch', 'batch.yaml', '--json'], {env: house.env, cwd: house.home.path})
    await house.flows.count(1)
    ways.moved()
    late.resolve(undefined)
    expect(errorOf(JSON.parse((await running).stdout) as JsonObject)).to.equal('OPS_STORE')
    expect(house.flows.seen).to.have.length(1)
  })
})
