import {expect} from 'chai'
import FlowsStatus, {type FlowsStatusResult} from '../../../src/commands/flows/status.js'
import {openFlowsDb} from '../../../src/lib/flows/journal/flows-db.js'
import {fakeMachine, type FakeMachine} from '../../support/fake-machine.js'
import {openFlowHouse, type FlowHouse} from '../../support/flow-house.js'
import type {FlowAnswer} from '../../support/flow-server.js'
import type {CommandOutcome} from '../../support/run-command.js'

describe('flows status', () => {
  let house: FlowHouse
  let told: FlowAnswer[]
  beforeEach(async () => {
    told = []
    house = await openFlowHouse({look: '', slow: 'statusFlow: look', offboard: ''}, (flow, index) => {
      if (flow === 'look') return told[index] ?? {body: {found: true, state: 'running'}}
      return index === 0 ? {headers: {'x-execution-id': 'e-1'}, body: {ticket: 7}} : 'reset'
    })
  })
  afterEach(() => house.close())

  const status = (argv: readonly string[], machine?: FakeMachine): Promise<CommandOutcome> =>
    house.command(FlowsStatus, argv, machine === undefined ? {} : {machine})
  const fast = (more: Record<string, string> = {}): FakeMachine => fakeMachine({...house.env, ...more})
  const resultOf = (outcome: CommandOutcome): FlowsStatusResult =>
    (JSON.parse(outcome.stdout) as {result: FlowsStatusResult}).result
  const succeeded = {body: {found: true, state: 'succeeded', output: {lines: 4}}}

  it('names the source of each line', async () => {
    const {runId} = await house.run('offboard', '--input', 'user=mara', '--key', 'k')
    const {stdout, exitCode} = await status([runId])
    expect(exitCode).to.equal(0)
    for (const line of [
      `run +${runId} +journal`,
      'state +succeeded +answer of the call',
      'key +k +journal',
      'input +\\{"user":"mara"\\} +journal',
      'status +200 +answer of the call',
      'execution +e-1 +answer of the call',
      'ended +\\S+Z \\(after \\d+ms\\) +journal',
    ])
      expect(stdout).to.match(new RegExp(`^${line}$`, 'm'))
    expect(stdout).to.match(/\n\n\{\n {2}"ticket": 7\n\}\n$/)
  })

  it("finds a run by Okta's id of its execution", async () => {
    const {runId} = await house.run('offboard')
    const result = resultOf(await status(['e-1', '--json']))
    expect([result.run.runId, result.source, result.records]).to.deep.equal([runId, 'answer of the call', []])
  })

  it('says that there is no such run', async () => {
    const outcome = await status(['run_00000000000000000000000000', '--json'])
    expect([outcome.exitCode, outcome.json().error?.code]).to.deep.equal([2, 'OPS_RUN_NOT_FOUND'])
    expect(outcome.json().error?.next).to.equal('okta-ops flows history')
  })

  it('asks the status flow once, and writes down what it says', async () => {
    const {runId} = await house.run('slow', '--no-wait')
    const running = await status([runId, '--json'])
    expect([running.exitCode, resultOf(running).run.state]).to.deep.equal([0, 'running'])
    expect(resultOf(running).source).to.equal('status flow')
    told[1] = succeeded
    const over = resultOf(await status([runId, '--json']))
    expect(over.run).to.deep.include({state: 'succeeded', output: {lines: 4}, toldBy: 'status flow'})
    await status([runId])
    expect(house.sent('look')).to.have.length(2)
  })

  it('shows the journal when the status flow cannot be asked, with a warning', async () => {
    const {runId} = await house.run('slow', '--no-wait')
    house.home.write('config/flows.yaml', 'version: 1\nflows:\n  nothing: here\n')
    const outcome = await status([runId, '--json'])
    expect([outcome.exitCode, resultOf(outcome).run.state]).to.deep.equal([0, 'running'])
    expect(outcome.json().warnings.join()).to.match(/cannot be asked: .*flows\.yaml:3/)
  })

  it('[flows status --wait] waits for the end, and fails as the run does', async () => {
    const {runId} = await house.run('slow', '--no-wait')
    told[3] = {body: {found: true, state: 'failed', message: 'no such person'}}
    const asked = await status([runId, '--json'], fast())
    expect([asked.exitCode, resultOf(asked).run.state]).to.deep.equal([0, 'running'])
    const machine = fast()
    const waited = await status([runId, '--wait', '--json'], machine)
    expect([waited.exitCode, waited.json().error?.code]).to.deep.equal([1, 'OPS_FLOW_FAILED'])
    expect(resultOf(waited).run).to.include({state: 'failed', reason: 'no such person'})
    expect(machine.slept).to.deep.equal([2000, 3000])
  })

  for (const {tag, argv, env} of [
    {tag: '[flows status --timeout]', argv: ['--timeout', '5s'], env: {}},
    {tag: 'OKTA_WORKFLOWS_TIMEOUT', argv: [], env: {OKTA_WORKFLOWS_TIMEOUT: '5'}},
  ])
    it(`${tag} ends the wait with 8`, async () => {
      const {runId} = await house.run('slow', '--no-wait')
      const machine = fast(env)
      const outcome = await status([runId, '--wait', ...argv, '--json'], machine)
      expect([outcome.exitCode, outcome.json().error?.code]).to.deep.equal([8, 'OPS_FLOW_RUNNING'])
      expect(machine.slept).to.deep.equal([2000, 3000])
    })

  for (const {tag, argv, env} of [
    {tag: '[flows status --status-interval]', argv: ['--status-interval', '100ms'], env: {}},
    {tag: 'OKTA_WORKFLOWS_POLL_INTERVAL', argv: [], env: {OKTA_WORKFLOWS_POLL_INTERVAL: '0.1'}},
  ])
    it(`${tag} is the first pause`, async () => {
      const {runId} = await house.run('slow', '--no-wait')
      told[2] = succeeded
      const machine = fast(env)
      expect((await status([runId, '--wait', ...argv], machine)).exitCode).to.equal(0)
      expect(machine.slept).to.deep.equal([100, 150])
    })

  it('does not wait for what nothing will ever tell', async () => {
    await house.run('offboard')
    const lost = await house.run('offboard')
    const machine = fast()
    const outcome = await status([lost.runId, '--wait', '--json'], machine)
    expect([outcome.exitCode, outcome.json().error?.code]).to.deep.equal([7, 'OPS_FLOW_UNKNOWN'])
    expect(outcome.json().error?.next).to.equal(`okta-ops flows retry ${lost.runId} --may-run-twice`)
    expect(machine.slept).to.deep.equal([])
  })

  it('[flows status --flows] takes the status flow of a project', async () => {
    const {runId} = await house.run('slow', '--no-wait')
    const own = house.home.read('config/flows.yaml')
    const file = house.home.write('team/flows.yaml', own)
    house.home.write('config/flows.yaml', 'version: 1\n')
    await status([runId])
    expect(house.sent('look')).to.have.length(0)
    const trusted = fast({OKTA_CLIENT_ORGURL: house.server.url, OKTA_CLIENT_TOKEN: 'synthetic'})
    const outcome = await status([runId, '--flows', file], trusted)
    expect(outcome.stderr).to.equal('')
    expect(house.sent('look')).to.have.length(1)
  })

  it('[flows status --org] says which org vouches for the project', async () => {
    const {runId} = await house.run('slow', '--no-wait')
    const file = house.home.write('team/flows.yaml', house.home.read('config/flows.yaml'))
    house.home.write('config/flows.yaml', 'version: 1\n')
    const outcome = await status([runId, '--flows', file, '--org', 'nobody', '--json'], fast())
    expect(outcome.json().warnings.join()).to.match(/cannot be asked: .*nobody/)
  })

  it('knows a run that was sent by a process that is gone as unknown', async () => {
    const {runId} = await house.run('offboard')
    const store = await openFlowsDb(fast())
    const gone = JSON.stringify({pid: 2 ** 22 + 1, start: 'x', host: ownHost(store)})
    store
      .prepare("UPDATE run SET state = 'sent', ended_at = NULL, status = NULL, owner = ? WHERE id = ?")
      .run(gone, runId)
    store.close()
    const result = resultOf(await status([runId, '--json']))
    expect([result.run.state, result.source]).to.deep.equal(['unknown', 'journal'])
  })
})

function ownHost(store: Awaited<ReturnType<typeof openFlowsDb>>): string {
  const owner = store.prepare('SELECT owner FROM run LIMIT 1').get()?.['owner']
  return (JSON.parse(String(owner)) as {host: string}).host
}
