import {expect} from 'chai'
import path from 'node:path'
import {gzipSync} from 'node:zlib'
import FlowsImport from '../../../src/commands/flows/import.js'
import FlowsResume, {type FlowsResumeResult} from '../../../src/commands/flows/resume.js'
import FlowsRun from '../../../src/commands/flows/run.js'
import FlowsStatus, {type FlowsStatusResult} from '../../../src/commands/flows/status.js'
import type {Imported} from '../../../src/lib/flows/import/import-records.js'
import type {ShownRun} from '../../../src/lib/flows/shown-run.js'
import {startSandbox, type Sandbox} from '../../../src/lib/sandbox/sandbox.js'
import {openFlowHouse, type FlowHouse} from '../../support/flow-house.js'
import {liveMachine} from '../../support/live-machine.js'
import {runCommand, type CommandOutcome} from '../../support/run-command.js'
import {createTempHome, type TempHome} from '../../support/temp-home.js'

const record = (
  type: string,
  id: string,
  {second = 0, ...more}: {second?: number; timestamp?: string} = {},
): string =>
  JSON.stringify({
    event_type: type,
    execution_id: id,
    timestamp: `2026-11-21T12:00:${String(second).padStart(2, '0')}Z`,
    flow_id: 'f',
    flow_name: 'Offboard',
    ...more,
  })

describe('flows import', () => {
  let house: FlowHouse
  let looked: string
  beforeEach(async () => {
    looked = 'running'
    house = await openFlowHouse({look: '', slow: 'statusFlow: look'}, (flow, index) =>
      flow === 'look'
        ? {headers: {'execution-id': `l-${index}`}, body: {found: true, state: looked}}
        : {headers: {'execution-id': `e-${index}`}, body: {nr: index}},
    )
  })
  afterEach(() => house.close())

  const importing = async (text: string): Promise<{outcome: CommandOutcome; imported: Imported}> => {
    const outcome = await house.command(FlowsImport, [house.home.write('records.ndjson', text), '--json'])
    return {outcome, imported: outcome.json().result as Imported}
  }
  const statusOf = async (runId: string): Promise<FlowsStatusResult> =>
    (await house.command(FlowsStatus, [runId, '--json'])).json().result as FlowsStatusResult

  for (const {type, state, reason} of [
    {type: 'FLOW_COMPLETE', state: 'succeeded', reason: undefined},
    {type: 'FLOW_FAIL', state: 'failed', reason: 'the execution failed'},
    {type: 'FLOW_CANCEL', state: 'failed', reason: 'the execution was cancelled'},
  ])
    it(`a run ends as its execution: ${type} is ${state}`, async () => {
      const {runId} = await house.run('slow', '--no-wait')
      const {imported} = await importing(
        `${record('FLOW_START', 'e-0')}\n${record(type, 'e-0', {second: 4})}\n`,
      )
      expect(imported.settled).to.deep.equal([{runId, flow: 'slow', state}])
      const {run, source, records} = await statusOf(runId)
      expect([run.state, run.reason, source]).to.deep.equal([state, reason, 'execution log'])
      expect(records.map(({eventType}) => eventType)).to.deep.equal(['FLOW_START', type])
      const {stdout} = await house.command(FlowsStatus, [runId])
      expect(stdout).to.match(new RegExp(`^record +${type} 2026-11-21T12:00:04\\.000Z +execution log$`, 'm'))
      expect(house.sent('look')).to.have.length(0)
    })

  it('is the same twice, and in any order', async () => {
    const {runId} = await house.run('slow', '--no-wait')
    const lines = `${record('FLOW_COMPLETE', 'e-0', {second: 4})}\n${record('FLOW_START', 'e-0')}\n`
    const first = await importing(lines)
    expect(first.imported).to.deep.include({read: 2, added: 2, repeated: 0, executions: 1})
    const second = await importing(lines + lines)
    expect(second.imported).to.deep.include({read: 4, added: 0, repeated: 4, settled: []})
    expect((await statusOf(runId)).records).to.have.length(2)
    expect((await statusOf(runId)).run.state).to.equal('succeeded')
  })

  it('follows a later end, in a later import too, and no earlier one', async () => {
    const {runId} = await house.run('slow', '--no-wait')
    await importing(`${record('FLOW_CANCEL', 'e-0', {second: 4})}\n`)
    const later = await importing(`${record('FLOW_FAIL', 'e-0', {second: 5})}\n`)
    expect(later.imported.settled).to.deep.equal([{runId, flow: 'slow', state: 'failed'}])
    expect((await statusOf(runId)).run.reason).to.equal('the execution failed')
    await importing(`${record('FLOW_COMPLETE', 'e-0', {second: 9})}\n`)
    const {run, source} = await statusOf(runId)
    expect([run.state, run.reason, source]).to.deep.equal(['succeeded', undefined, 'execution log'])
    const earlier = await importing(`${record('FLOW_FAIL', 'e-0', {second: 8})}\n`)
    expect(earlier.imported).to.deep.include({added: 1, settled: []})
    expect((await statusOf(runId)).run.state).to.equal('succeeded')
  })

  it('leaves an end alone that the answer or the status flow told', async () => {
    const answered = await house.run('look')
    looked = 'succeeded'
    const told = await house.run('slow', '--status-interval', '10ms')
    expect([answered.toldBy, told.toldBy]).to.deep.equal([undefined, 'status flow'])
    for (const {executionId = ''} of [answered, told]) {
      const {imported} = await importing(`${record('FLOW_FAIL', executionId, {second: 9})}\n`)
      expect(imported).to.deep.include({added: 1, settled: []})
    }
    expect((await statusOf(answered.runId)).run.state).to.equal('succeeded')
    expect((await statusOf(told.runId)).run.state).to.equal('succeeded')
  })

  it('keeps and shows kinds that nobody knows', async () => {
    const {runId} = await house.run('slow', '--no-wait')
    const {outcome, imported} = await importing(
      `${record('FLOW_\u001b[2JGLOW', 'e-0')}\n${record('__proto__', 'e-0')}\n`,
    )
    expect(imported.unknownTypes).to.deep.equal(['FLOW_\\u{1b}[2JGLOW', '__proto__'])
    expect(outcome.json().warnings.join()).to.match(/not known what they mean: FLOW_/)
    expect((await statusOf(runId)).records).to.have.length(2)
    expect((await statusOf(runId)).run.state).to.equal('running')
  })

  for (const type of ['CARD_ERROR_HANDLED', 'FLOW_INCOMPLETE', 'UNSUCCESSFUL', 'STEP_COMPLETE'])
    it(`${type} ends no run: only words of the flow's own life do`, async () => {
      const {runId} = await house.run('slow', '--no-wait')
      const {imported} = await importing(`${record(type, 'e-0')}\n`)
      expect([imported.settled, imported.unknownTypes]).to.deep.equal([[], [type]])
      expect((await statusOf(runId)).run.state).to.equal('running')
      await importing(`${record('FLOW_COMPLETE', 'e-0', {second: 4})}\n`)
      expect((await statusOf(runId)).run.state).to.equal('succeeded')
    })

  it('a record that is nested too deep is one line that is no record', async () => {
    const deep = `{"x": ${'['.repeat(100_000)}${']'.repeat(100_000)}}`
    const {outcome, imported} = await importing(`${deep}\n${record('FLOW_START', 'e-9')}\n`)
    expect([outcome.exitCode, imported.added]).to.deep.equal([0, 1])
    expect(outcome.json().warnings).to.include('line 1 is no record: it is nested too deep')
  })

  it('says which lines are no records, and takes the others', async () => {
    const broken = [
      '{',
      '[]',
      '{"event_type": "FLOW_START"}',
      record('FLOW_START', 'x', {timestamp: 'soon'}),
      '',
      '"x"',
      '1',
    ]
    const {outcome, imported} = await importing(`${broken.join('\n')}\n${record('FLOW_START', 'e-9')}\n`)
    expect([outcome.exitCode, imported.added]).to.deep.equal([0, 1])
    expect(imported.unreadable.map(({line}) => line)).to.deep.equal([1, 2, 3, 4, 6, 7])
    expect(outcome.json().warnings).to.include('line 1 is no record: it is no JSON')
    expect(outcome.json().warnings).to.include('1 more lines are no records')
  })

  it('says that the last line is torn, and takes one that only lacks its newline', async () => {
    const torn = await importing(
      `${record('FLOW_START', 'e-9')}\n${record('FLOW_COMPLETE', 'e-9').slice(0, 40)}`,
    )
    expect([torn.imported.isTorn, torn.imported.added, torn.imported.unreadable]).to.deep.equal([true, 1, []])
    expect(torn.outcome.json().warnings.join()).to.match(/ends in the middle/)
    const whole = await importing(record('FLOW_COMPLETE', 'e-9'))
    expect([whole.imported.isTorn, whole.imported.added]).to.deep.equal([false, 1])
  })

  it('ends a wait', async () => {
    await importing(`${record('FLOW_COMPLETE', 'e-0', {second: 4})}\n`)
    const run = await house.run('slow', '--status-interval', '10ms')
    expect([run.state, run.toldBy]).to.deep.equal(['succeeded', 'execution log'])
  })

  it('takes thousands', async () => {
    const many = Array.from({length: 3000}, (_, index) => record('FLOW_START', `m-${index}`)).join('\n')
    expect((await importing(`${many}\n`)).imported).to.deep.include({added: 3000, executions: 3000})
  }).slow(3000)

  it('names a file that is not there', async () => {
    const outcome = await house.command(FlowsImport, [path.join(house.home.path, 'nothing'), '--json'])
    expect(outcome.json().error?.code).to.equal('OPS_FILE_UNREADABLE')
  })

  it('takes a packed file, and gives up a line that has no end', async () => {
    const packed = house.home.write('records.ndjson.gz', gzipSync(`${record('FLOW_START', 'e-0')}\n`))
    const imported = (await house.command(FlowsImport, [packed, '--json'])).json().result
    expect(imported).to.include({read: 1, added: 1})
    const endless = await house.command(FlowsImport, ['/dev/zero'])
    expect(endless.exitCode).to.equal(2)
    expect(endless.stderr).to.include('cannot read /dev/zero: line 1 is longer than 1 MiB')
  })
})

describe("flows import and resume with the sandbox's flows", function () {
  this.slow(2000)
  let sandbox: Sandbox
  let home: TempHome
  beforeEach(async () => {
    sandbox = await startSandbox()
    home = createTempHome()
    sandbox.act('flow.set password-expiry pauses=yes answers_first=yes')
  })
  afterEach(async () => {
    home.remove()
    await sandbox.close()
  })
  const command = (
    Class: unknown,
    argv: readonly string[],
    more: Record<string, string> = {},
  ): Promise<CommandOutcome> =>
    runCommand(Class, [...argv, '--json'], {
      machine: liveMachine({
        ...home.env,
        OKTA_OPS_FLOWS: sandbox.flowsFile,
        OKTA_CLIENT_ORGURL: sandbox.url,
        OKTA_CLIENT_TOKEN: 'synthetic',
        ...more,
      }),
    })
  const paused = async (): Promise<ShownRun> => {
    const outcome = await command(FlowsRun, [
      'password-expiry',
      '--input',
      'user=mira.castellan@halyard.test',
    ])
    const {result} = outcome.json()
    if (outcome.exitCode !== 0) throw new Error(outcome.stdout)
    return result as ShownRun
  }
  const resultOf = ({stdout}: CommandOutcome): FlowsResumeResult =>
    (JSON.parse(stdout) as {result: FlowsResumeResult}).result

  it('lets a paused execution go on, once, and reads what its log stream tells', async () => {
    const {runId, executionId = ''} = await paused()
    const resumed = await command(FlowsResume, [runId])
    expect(resumed.exitCode, resumed.stdout).to.equal(0)
    expect(resultOf(resumed)).to.deep.include({
      flow: 'password-expiry',
      executionId,
      runId,
      state: 'succeeded',
      status: 200,
    })
    const again = await command(FlowsResume, [runId])
    expect([again.exitCode, again.json().error?.code]).to.deep.equal([1, 'OPS_FLOW_REFUSED'])
    expect(again.json().error?.message).to.match(
      /^resuming: password-expiry .* Okta refused with 404: Not Found/,
    )
    const file = home.write('records.ndjson', sandbox.act('flow.records').text)
    const imported = (await command(FlowsImport, [file])).json().result as Imported
    expect(imported.unknownTypes).to.deep.equal([])
    expect(Object.keys(imported.eventTypes)).to.include.members(['FLOW_START', 'FLOW_PAUSE'])
    const {records} = (await command(FlowsStatus, [runId])).json().result as FlowsStatusResult
    expect(records.map(({eventType}) => eventType).slice(0, 2)).to.deep.equal(['FLOW_START', 'FLOW_PAUSE'])
  })

  it("[flows resume --flow] takes Okta's own id of an execution", async () => {
    const {executionId = ''} = await paused()
    const strange = {OKTA_OPS_STATE_DIR: path.join(home.path, 'other')}
    const unsaid = await command(FlowsResume, [executionId], strange)
    expect([unsaid.exitCode, unsaid.json().error?.code]).to.deep.equal([2, 'OPS_RUN_NOT_FOUND'])
    const resumed = await command(FlowsResume, [executionId, '--flow', 'password-expiry'], strange)
    expect([resumed.exitCode, resultOf(resumed).runId]).to.deep.equal([0, undefined])
    const evil = await command(FlowsResume, ['../../x', '--flow', 'password-expiry'], strange)
    expect([evil.exitCode, evil.json().error?.code]).to.deep.equal([2, 'OPS_FLOW_INPUT'])
  })
})

describe('flows resume', () => {
  let house: FlowHouse
  beforeEach(async () => {
    house = await openFlowHouse({offboard: ''}, () => ({headers: {'execution-id': 'e-0'}, body: {}}))
  })
  afterEach(() => house.close())
  const bodies = (): readonly unknown[] =>
    house.server.seen.slice(1).map(({body}) => {
      const {_okta_ops: own, ...input} = body
      return [input, (own as {run: string} | undefined)?.run]
    })

  it('[flows resume --input] [flows resume --input-file] send what the card waits for, and the run', async () => {
    const {runId} = await house.run('offboard')
    await house.command(FlowsResume, [runId, '--input', 'approved:=true'])
    await house.command(FlowsResume, ['e-0', '--input-file', house.home.write('in.json', '{"by": "mira"}')])
    expect(bodies()).to.deep.equal([
      [{approved: true}, runId],
      [{by: 'mira'}, runId],
    ])
  })

  it('[flows resume --flows] [flows resume --org] the flow may be of a project, vouched for by an org', async () => {
    const {runId} = await house.run('offboard')
    const project = house.home.write('team/flows.yaml', house.home.read('config/flows.yaml'))
    house.home.write('config/flows.yaml', 'version: 1\n')
    expect((await house.command(FlowsResume, [runId])).exitCode).to.equal(2)
    const machine = liveMachine({
      ...house.env,
      OKTA_CLIENT_ORGURL: house.server.url,
      OKTA_CLIENT_TOKEN: 'synthetic',
    })
    expect((await house.command(FlowsResume, [runId, '--flows', project], {machine})).exitCode).to.equal(0)
    const nobody = await house.command(
      FlowsResume,
      [runId, '--flows', project, '--org', 'nobody', '--json'],
      {machine},
    )
    expect(nobody.json().error?.code).to.equal('OPS_ORG_NOT_FOUND')
  })
})
