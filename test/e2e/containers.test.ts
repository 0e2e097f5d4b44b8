import {expect} from 'chai'
import {existsSync, readdirSync, readFileSync} from 'node:fs'
import path from 'node:path'
import {setTimeout as pause} from 'node:timers/promises'
import {fileURLToPath} from 'node:url'
import {deferred} from '../../src/lib/shared/deferred.js'
import {withTriggerStore} from '../../src/lib/triggers/journal/trigger-store.js'
import type {FlowAnswer} from '../support/flow-server.js'
import {follow, type Follower} from '../support/follower.js'
import {namespaceCommand, noNamespaces} from '../support/pid-namespace.js'
import {runProgram, testNode, type BinOutcome} from '../support/run-bin.js'
import {skipSaying} from '../support/skip.js'
import {logEvent, offboardRule, openTriggerHouse, type TriggerHouse} from '../support/trigger-house.js'

const bin = fileURLToPath(new URL('../../bin/run.js', import.meta.url))

/** Each command in a pid namespace and under a host name of its own, all on one state folder, as containers on one volume. */
describe('containers that share a state folder', function () {
  this.timeout(60_000)
  this.slow(20_000)
  let within: (hostName: string, argv: readonly string[]) => string[]
  let house: TriggerHouse
  let answer: (index: number) => FlowAnswer
  const followers: Follower[] = []

  before(function () {
    within = namespaceCommand() ?? skipSaying(this, noNamespaces)
  })
  beforeEach(async () => {
    answer = () => ({body: {}})
    house = await openTriggerHouse((_invocation, index) => answer(index))
    house.rules(offboardRule)
  })
  afterEach(async () => {
    for (const follower of followers.splice(0)) await follower.stop('SIGKILL')
    await house.close()
  })

  const start = (hostName: string, ...argv: string[]): Follower => {
    const follower = follow(argv, {
      env: house.env,
      cwd: house.home.path,
      inside: (command) => within(hostName, command),
    })
    followers.push(follower)
    return follower
  }
  const run = (hostName: string, ...argv: string[]): Promise<BinOutcome> =>
    runProgram(within(hostName, [testNode(), bin, ...argv]), {env: house.env, cwd: house.home.path})
  const acting = ['triggers', 'run', '--rules', 'triggers.yaml', '--since', '1d', '--parallel', '1']
  const states = (): Promise<string[]> =>
    withTriggerStore(house.machine, (store) => store.find({}).map(({work}) => `${work.event} ${work.state}`))
  /** What is kept only while somebody needs it. */
  const signs = (): string[] => {
    const [state, presence] = [
      path.join(house.home.path, 'state'),
      path.join(house.home.path, 'state/presence'),
    ]
    return [
      ...(existsSync(presence) ? readdirSync(presence) : []),
      ...readdirSync(state).filter((name) => name.includes('.lock')),
    ]
  }

  it('one is killed with a request out: the next takes over at once, and nothing is sent twice', async () => {
    answer = (index) => (index === 0 ? 'silent' : {body: {}})
    house.log.push(logEvent('e1'), logEvent('e2'))
    const killed = start('web-1', ...acting)
    await house.flows.count(1)
    await killed.stop('SIGKILL')
    expect(await states()).to.have.members(['e1 running', 'e2 planned'])
    expect(signs()).to.have.length(4)

    const next = await run('web-2', ...acting, '--once')
    expect([next.exitCode, await states()]).to.deep.equal([7, ['e2 succeeded', 'e1 unknown']])
    expect(house.arrived()).to.deep.equal({'offboard:e1': 1, 'offboard:e2': 1})
    expect(signs()).to.deep.equal([])
    const listed = await run('web-3', 'triggers', 'dead-letters', 'list', '--json')
    expect(listed.stdout).to.include('"e1"')
  })

  // The control: whoever lives keeps what it has.
  it('one that lives is left alone until it ends, however often others look', async () => {
    const late = deferred<undefined>()
    answer = (index) => (index === 0 ? {after: late.promise} : {body: {}})
    house.log.push(logEvent('e1'))
    const first = start('web-1', ...acting)
    await house.flows.count(1)
    const tried = await run('web-2', ...acting, '--once')
    expect(tried.exitCode).to.equal(6)
    expect(tried.stderr).to.include('on web-1 holds').and.include('it lives, in another container')
    const second = start('web-3', ...acting, '--interval', '2s')
    await second.says('standing by')
    const [, id] = /"id": ?(\d+)/.exec((await run('web-4', 'triggers', 'pending', '--json')).stdout) ?? []
    const redriven = await run('web-4', 'triggers', 'dead-letters', 'redrive', id ?? '', '--may-run-twice')
    expect([redriven.exitCode, redriven.stderr]).to.deep.equal([9, redriven.stderr])
    expect(redriven.stderr).to.include('is in the hands of a process')
    expect(await states()).to.deep.equal(['e1 running'])
    late.resolve(undefined)
    await first.line(({event}) => event === 'e1')
    await first.stop('SIGKILL')
    house.log.push(logEvent('e2'))
    await house.flows.count(2)
    await second.line(({event}) => event === 'e2')
    expect(house.arrived()).to.deep.equal({'offboard:e1': 1, 'offboard:e2': 1})
  })

  it('a run of one that was killed is in doubt for the next; of one that lives it is under way', async () => {
    answer = () => 'silent'
    const argv = ['flows', 'run', 'offboarding', '--key', 'k', '--json']
    const first = start('web-1', ...argv.slice(0, -1))
    await house.flows.count(1)
    const beside = await run('web-2', ...argv)
    expect([beside.exitCode, beside.stdout]).to.deep.equal([9, beside.stdout])
    expect(beside.stdout).to.include('OPS_FLOW_RUNNING')
    await first.stop('SIGKILL')
    const next = await run('web-2', ...argv)
    expect([next.exitCode, house.flows.seen.length]).to.deep.equal([7, 1])
    expect(signs()).to.deep.equal([])
  })

  it('a collector that was killed is replaced at once, one that lives is not', async () => {
    const file = path.join(house.home.path, 'events.ndjson')
    const argv = ['logs', 'collect', '--name', 'audit', '--since', '1d', '--sink', file]
    const uuids = (): unknown => existsSync(file) && readFileSync(file, 'utf8').match(/"uuid":"e\d"/g)
    house.log.push(logEvent('e1'))
    const first = start('web-1', ...argv, '--interval', '2s')
    while (!uuids()) await pause(20)
    const beside = await run('web-2', ...argv, '--once')
    expect([beside.exitCode, beside.stderr.includes('on web-1 holds')]).to.deep.equal([6, true])
    await first.stop('SIGKILL')
    house.log.push(logEvent('e2'))
    const next = await run('web-2', ...argv, '--once')
    expect([next.exitCode, next.stderr]).to.deep.equal([0, next.stderr])
    expect(uuids()).to.deep.equal(['"uuid":"e1"', '"uuid":"e2"'])
    expect([
      ...signs(),
      ...readdirSync(house.home.path).filter((name) => name.includes('lock')),
    ]).to.deep.equal([])
  })
})
