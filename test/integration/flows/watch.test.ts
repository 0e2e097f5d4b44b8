import {expect} from 'chai'
import FlowsWatch from '../../../src/commands/flows/watch.js'
import {fakeMachine} from '../../support/fake-machine.js'
import {openFlowHouse, type FlowHouse} from '../../support/flow-house.js'
import {openTerminal} from '../../support/pseudo-terminal.js'
import {runBin} from '../../support/run-bin.js'

describe('flows watch', function () {
  this.slow(6000)
  let house: FlowHouse
  let open: () => void
  let gate: Promise<void>
  beforeEach(async () => {
    gate = new Promise((resolve) => (open = resolve))
    house = await openFlowHouse(
      {offboard: '', report: '', quick: '', slow: 'statusFlow: look', look: ''},
      (flow) => {
        if (flow === 'slow') return {status: 202, body: {}}
        return flow === 'quick' ? {body: {}} : {after: gate, body: {}}
      },
    )
  })
  afterEach(() => house.close())

  it('[flows watch --until-idle] ends at once when nothing is under way', async () => {
    await house.run('quick')
    const machine = fakeMachine(house.env, new Date(Date.now() + 1000))
    const {stdout, stderr, exitCode} = await house.command(FlowsWatch, ['--until-idle'], {machine})
    expect([exitCode, stdout, machine.slept]).to.deep.equal([0, '', []])
    expect(stderr).to.match(/^0 runs seen, 0 still under way/)
  })

  it('does not wait for a run that its process has left, and says so', async () => {
    const left = await runBin(['flows', 'run', 'slow', '--no-wait'], {env: house.env})
    expect(left.exitCode, left.stderr).to.equal(0)
    const machine = fakeMachine(house.env)
    const {stdout, stderr} = await house.command(FlowsWatch, ['--until-idle'], {machine})
    expect([stdout.trim().split(' ').slice(2, 4), machine.slept]).to.deep.equal([['slow', 'running'], []])
    expect(stderr).to.equal(
      '1 run seen, 1 still under way, 1 of them left running: okta-ops flows status RUN asks\n',
    )
    const json = await house.command(FlowsWatch, ['--until-idle', '--json'])
    const last = json.stdout.trim().split('\n').at(-1) ?? ''
    expect(JSON.parse(last)).to.deep.include({ok: true, result: {runs: 1, changes: 1, active: 1, left: 1}})
  })

  it('waits for a run that goes on in a process that lives', async () => {
    await house.run('slow', '--no-wait')
    const stopped = new Error('it waits')
    const machine = {...fakeMachine(house.env), sleep: () => Promise.reject(stopped)}
    const {stderr} = await house.command(FlowsWatch, ['--until-idle'], {machine})
    expect(stderr).to.include('it waits')
  })

  it('has a line for each change, and an object with --json, the envelope last', async () => {
    const started = house.run('offboard')
    await house.server.count(1)
    const watching = runBin(['flows', 'watch', '--until-idle', '--interval', '50ms', '--json'], {env: house.env, onStart: (child) => child.stdout?.once('data', open)}) // prettier-ignore
    const plain = runBin(['flows', 'watch', '--until-idle', '--interval', '50ms'], {env: house.env})
    const [{runId}, outcome] = await Promise.all([started, watching])
    const lines = outcome.stdout.trim().split('\n').map((line) => JSON.parse(line) as {runId?: string; state?: string; ok?: boolean; result?: unknown}) // prettier-ignore
    expect(outcome.exitCode, outcome.stderr).to.equal(0)
    expect(lines.slice(0, -1).map(({runId: id, state}) => [id, state])).to.deep.equal([
      [runId, 'sent'],
      [runId, 'succeeded'],
    ])
    expect(lines.at(-1)).to.deep.include({ok: true, result: {runs: 1, changes: 2, active: 0, left: 0}})
    expect((await plain).exitCode).to.equal(0)
  }).timeout(20_000)

  it('[flows watch --flow] [flows watch --interval] looks at one flow only, as often as it says', async () => {
    const runs = ['offboard', 'report'].map((flow) => runBin(['flows', 'run', flow], {env: house.env}))
    await house.server.count(2)
    const machine = fakeMachine(house.env)
    const slept: number[] = []
    const sleep = async (ms: number): Promise<void> => {
      slept.push(ms)
      open()
      await Promise.all(runs)
    }
    const outcome = await house.command(
      FlowsWatch,
      ['--flow', 'report', '--interval', '3s', '--until-idle'],
      {
        machine: {...machine, sleep},
      },
    )
    expect(slept).to.deep.equal([3000])
    const changes = outcome.stdout
      .trim()
      .split('\n')
      .map((line) => line.split(' ').slice(2, 4).join(' '))
    expect(changes).to.deep.equal(['report sent', 'report succeeded'])
  })

  for (const width of [100, 44])
    it(`draws in place in a terminal of ${width} columns, and Ctrl-C ends it`, async () => {
      const started = house.run('offboard')
      await house.server.count(1)
      const terminal = openTerminal(
        ['flows', 'watch', '--interval', '100ms'],
        {...process.env, ...house.env},
        width,
      )
      await terminal.shows(/1 under way, 0 ended\nsent +[\d.]+m?s +offboard/)
      open()
      await terminal.shows(/0 under way, 1 ended\nsucceeded +[\d.]+m?s +offboard/)
      expect(terminal.text()).not.to.match(/1 under way/)
      expect(terminal.wrapped()).to.equal(0)
      terminal.type('\u0003')
      expect(await terminal.ended).to.equal(130)
      await terminal.shows(/1 run seen, 0 still under way/)
      await started
    }).timeout(20_000)
})
