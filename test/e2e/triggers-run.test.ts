import {expect} from 'chai'
import type {ChildProcess} from 'node:child_process'
import {deferred, type Deferred} from '../../src/lib/shared/deferred.js'
import {withTriggerStore} from '../../src/lib/triggers/journal/trigger-store.js'
import type {FlowAnswer} from '../support/flow-server.js'
import {runBin, type BinOutcome} from '../support/run-bin.js'
import {logEvent, offboardRule, openTriggerHouse, type TriggerHouse} from '../support/trigger-house.js'

describe('triggers run as a process', function () {
  this.timeout(60_000)
  this.slow(10_000)
  let house: TriggerHouse
  let answer: () => FlowAnswer

  beforeEach(async () => {
    answer = () => ({body: {}})
    house = await openTriggerHouse(() => answer())
  })
  afterEach(() => house.close())

  /** Starts it; `said` resolves once its stderr has that text. */
  const start = (
    ...argv: string[]
  ): {child: () => ChildProcess; outcome: Promise<BinOutcome>; said: (text: string) => Promise<void>} => {
    let child: ChildProcess | undefined
    let stderr = ''
    const waiting: {readonly text: string; readonly heard: Deferred<undefined>}[] = []
    const outcome = runBin(['triggers', 'run', '--rules', `${house.home.path}/triggers.yaml`, ...argv], {
      env: house.env,
      onStart: (started) => {
        child = started
        started.stderr?.on('data', (chunk: string) => {
          stderr += chunk
          for (const {text, heard} of waiting) if (stderr.includes(text)) heard.resolve(undefined)
        })
      },
    })
    return {
      outcome,
      child: () => {
        if (child === undefined) throw new Error('not started')
        return child
      },
      said: (text) => {
        const heard = deferred<undefined>()
        waiting.push({text, heard})
        if (stderr.includes(text)) heard.resolve(undefined)
        return heard.promise
      },
    }
  }
  const states = (): Promise<string[]> =>
    withTriggerStore(house.machine, (store) =>
      store.find({}).map(({work}) => `${work.rule} ${work.event} ${work.state}`),
    )

  it('finishes what is on its way when it gets SIGTERM, and ends well', async () => {
    const late = deferred<undefined>()
    answer = () => ({after: late.promise})
    house.rules(offboardRule)
    house.log.push(logEvent('e1'), logEvent('e2'))
    const {child, outcome, said} = start('--since', '1d', '--parallel', '1')
    await house.flows.count(1)
    child().kill('SIGTERM')
    await said('SIGTERM: runs that are on their way')
    late.resolve(undefined)
    expect((await outcome).exitCode).to.equal(0)
    expect(await states()).to.have.members(['offboard e1 succeeded', 'offboard e2 planned'])
  })

  it('ends at once at the second signal, and lists what it left in doubt', async () => {
    answer = () => 'silent'
    house.rules(offboardRule)
    house.log.push(logEvent('e1'))
    const {child, outcome, said} = start('--since', '1d')
    await house.flows.count(1)
    child().kill('SIGTERM')
    await said('SIGTERM: runs that are on their way')
    child().kill('SIGTERM')
    expect((await outcome).exitCode).to.equal(143)
    answer = () => ({body: {}})
    const next = await start('--once').outcome
    expect(await states()).to.deep.equal(['offboard e1 unknown'])
    expect(next.exitCode).to.equal(7)
    expect(house.flows.seen).to.have.length(1)
  })

  it('reads rules and flows again at SIGHUP; a file that is wrong changes nothing', async () => {
    house.rules(offboardRule)
    const {child, outcome, said} = start('--since', '1d', '--interval', '2s')
    house.log.push(logEvent('e1'))
    await house.flows.count(1)
    house.home.write('triggers.yaml', 'version: 1\nrules: [{id: broken}]\n')
    child().kill('SIGHUP')
    await said('SIGHUP: nothing was changed')
    const known = house.home.read('config/flows.yaml')
    house.home.write('config/flows.yaml', 'version: 2\n')
    house.rules(`${offboardRule}\n  - {id: greet, on: user.session.start, flow: welcome, input: {}}\n`)
    child().kill('SIGHUP')
    await said('flows.yaml:1:10: version')
    house.home.write('config/flows.yaml', known.replace(' tell:', ' welcome:'))
    child().kill('SIGHUP')
    await said('was read again, 2 rules')
    house.log.push(logEvent('e2', {eventType: 'user.session.start'}))
    await house.flows.count(2)
    child().kill('SIGINT')
    expect((await outcome).exitCode).to.equal(130)
    expect(Object.keys(house.arrived())).to.have.members(['offboard:e1', 'greet:e2'])
  })

  it('a second copy stands by, helps with the work, and takes over the reading', async () => {
    house.rules(offboardRule)
    const first = start('--since', '1d')
    house.log.push(logEvent('e1'))
    await house.flows.count(1)
    const second = start('--since', '1d', '--interval', '2s')
    await second.said('standing by')
    first.child().kill('SIGKILL')
    await first.outcome
    house.log.push(logEvent('e2'))
    await house.flows.count(2)
    second.child().kill('SIGTERM')
    expect((await second.outcome).exitCode).to.equal(0)
    expect(house.arrived()).to.deep.equal({'offboard:e1': 1, 'offboard:e2': 1})
  })

  it('reads events from a pipe as they come', async () => {
    house.rules(offboardRule)
    const outcome = await runBin(
      ['triggers', 'run', '--rules', `${house.home.path}/triggers.yaml`, '--events', '-'],
      {env: house.env, input: `${JSON.stringify(logEvent('e1'))}\n\n${JSON.stringify(logEvent('e2'))}`},
    )
    expect([outcome.exitCode, outcome.stderr]).to.deep.equal([0, '2 succeeded\n'])
  })
})
