import {expect} from 'chai'
import FlowsHistory from '../../../src/commands/flows/history.js'
import FlowsStats, {type FlowsStatsResult} from '../../../src/commands/flows/stats.js'
import type {ShownRun} from '../../../src/lib/flows/shown-run.js'
import {fakeMachine} from '../../support/fake-machine.js'
import {openFlowHouse, type FlowHouse} from '../../support/flow-house.js'
import type {CommandOutcome} from '../../support/run-command.js'

describe('flows history and stats', () => {
  let house: FlowHouse
  beforeEach(async () => {
    house = await openFlowHouse({offboard: '', report: ''}, (flow, index) => {
      if (flow === 'report') return {body: {lines: index}}
      return index === 0
        ? {body: {ticket: 7}}
        : {status: 422, headers: {'execution-id': 'e-1'}, body: {why: 'no such person \u001b[2J'}}
    })
  })
  afterEach(() => house.close())

  const history = async (...argv: readonly string[]): Promise<readonly ShownRun[]> =>
    runsOf(await house.command(FlowsHistory, [...argv, '--json']))
  const runsOf = ({json}: CommandOutcome): readonly ShownRun[] =>
    (json().result as {runs: readonly ShownRun[]}).runs
  const stats = async (...argv: readonly string[]): Promise<FlowsStatsResult> =>
    (await house.command(FlowsStats, [...argv, '--json'])).json().result as FlowsStatsResult

  it('shows runs, the newest first, and why one failed', async () => {
    const first = await house.run('offboard', '--input', 'user=mara')
    const second = await house.run('offboard')
    const {stdout, exitCode} = await house.command(FlowsHistory, [])
    expect(exitCode).to.equal(0)
    const [heading = '', ...lines] = stdout.trim().split('\n')
    expect(heading).to.match(/^RUN +FLOW +STATE +BEGAN +TOOK +BY +WHY$/)
    expect(lines[0]).to.match(new RegExp(`^${second.runId} +offboard +failed .*the flow answered 422$`))
    expect(lines[1]).to.match(new RegExp(`^${first.runId} +offboard +succeeded `))
    expect((await history()).map(({runId, input}) => [runId, input])).to.deep.equal([
      [second.runId, {}],
      [first.runId, {user: 'mara'}],
    ])
  })

  it('is empty on a new machine, and says so', async () => {
    const outcome = await house.command(FlowsHistory, [])
    expect([outcome.exitCode, outcome.stdout]).to.deep.equal([0, ''])
    expect(outcome.stderr).to.match(/No run/)
    expect(await stats()).to.deep.equal({runs: 0, byState: {}, flows: []})
  })

  it('[flows history --flow] [flows history --status] [flows history --key] pick', async () => {
    const first = await house.run('offboard', '--key', 'k-1')
    const failed = await house.run('offboard')
    const report = await house.run('report')
    const ids = async (...argv: readonly string[]): Promise<readonly string[]> =>
      (await history(...argv)).map(({runId}) => runId)
    expect(await ids('--flow', 'report')).to.deep.equal([report.runId])
    expect(await ids('--status', 'failed')).to.deep.equal([failed.runId])
    expect(await ids('--status', 'failed,succeeded')).to.have.length(3)
    expect(await ids('--key', 'k-1')).to.deep.equal([first.runId])
    const wrong = await house.command(FlowsHistory, ['--status', 'lost', '--json'])
    expect([wrong.exitCode, wrong.json().error?.code]).to.deep.equal([2, 'OPS_USAGE'])
  })

  it('[flows history --limit] shows the newest, and that there may be more', async () => {
    await house.run('report')
    const last = await house.run('report')
    const outcome = await house.command(FlowsHistory, ['--limit', '1', '--json'])
    expect(runsOf(outcome).map(({runId}) => runId)).to.deep.equal([last.runId])
    expect(outcome.stderr).to.match(/newest 1; --limit/)
  })

  it('[flows history --since] [flows stats --since] count from then on', async () => {
    await house.run('report')
    const later = {machine: fakeMachine(house.env, new Date(Date.now() + 3_600_000))}
    const since = async (when: string): Promise<[number, number]> => [
      runsOf(await house.command(FlowsHistory, ['--since', when, '--json'], later)).length,
      (
        (await house.command(FlowsStats, ['--since', when, '--json'], later)).json()
          .result as FlowsStatsResult
      ).runs,
    ]
    expect(await since('2h')).to.deep.equal([1, 1])
    expect(await since('30m')).to.deep.equal([0, 0])
    expect((await house.command(FlowsHistory, ['--since', 'soon'])).exitCode).to.equal(2)
  })

  it('counts states, the rate of success and the latency, of all flows or one', async () => {
    await house.run('offboard')
    await house.run('offboard')
    await house.run('report')
    const all = await stats()
    expect(all).to.deep.include({runs: 3, byState: {succeeded: 2, failed: 1}, successRate: 2 / 3})
    expect(all.latency?.answers).to.equal(3)
    expect(all.flows.map(({flow, runs}) => [flow, runs])).to.deep.equal([
      ['offboard', 2],
      ['report', 1],
    ])
    expect(await stats('offboard')).to.deep.include({runs: 2, successRate: 0.5})
    const {stdout} = await house.command(FlowsStats, [])
    expect(stdout).to.match(/^3 runs, 66\.7% of those that ended succeeded\n/)
    expect(stdout).to.match(/ {2}succeeded +█+ +2 +67%\n {2}failed +█+ +1 +33%/)
    expect(stdout).to.match(/FLOW +RUNS +SUCCEED +P50 +P90 +P99 +LONGEST\noffboard +2 +50\.0% +\d/)
    expect(Math.max(...stdout.split('\n').map(({length}) => length))).to.be.lessThanOrEqual(80)
  })
})
