import {expect} from 'chai'
import FlowsBatch from '../../../src/commands/flows/batch.js'
import FlowsRetry from '../../../src/commands/flows/retry.js'
import {openFlowsDb} from '../../../src/lib/flows/journal/flows-db.js'
import type {ShownRun} from '../../../src/lib/flows/shown-run.js'
import {fakeMachine} from '../../support/fake-machine.js'
import {openFlowHouse, type FlowHouse} from '../../support/flow-house.js'
import type {FlowAnswer} from '../../support/flow-server.js'
import type {CommandOutcome, FakeContext} from '../../support/run-command.js'

describe('flows retry', () => {
  let house: FlowHouse
  let answers: FlowAnswer[]
  beforeEach(async () => {
    answers = []
    house = await openFlowHouse({look: '', slow: 'statusFlow: look', offboard: ''}, (flow, index) =>
      flow === 'look' ? {body: {found: true, state: 'running'}} : (answers[index] ?? {body: {nr: index}}),
    )
  })
  afterEach(() => house.close())

  const failing: FlowAnswer = {status: 422, headers: {'execution-id': 'e'}, body: {why: 'no'}}
  const retry = (argv: readonly string[], fake: FakeContext = {}): Promise<CommandOutcome> =>
    house.command(FlowsRetry, [...argv, '--json'], fake)
  const resultOf = ({stdout}: CommandOutcome): ShownRun => (JSON.parse(stdout) as {result: ShownRun}).result
  const keys = (): readonly unknown[] =>
    house.sent('offboard').map(({body}) => (body['_okta_ops'] as {key?: string}).key)

  it('runs again with the same input and key, and says which run it was', async () => {
    answers = [failing]
    const {runId} = await house.run('offboard', '--input', 'user=mara', '--key', 'k')
    const outcome = await retry([runId])
    expect(outcome.exitCode, outcome.stdout).to.equal(0)
    expect(resultOf(outcome)).to.deep.include({state: 'succeeded', key: 'k', cause: {kind: 'retry', name: runId}, input: {user: 'mara'}}) // prettier-ignore
    expect(resultOf(outcome).runId).not.to.equal(runId)
    expect([house.inputs('offboard'), keys()]).to.deep.equal([
      [{user: 'mara'}, {user: 'mara'}],
      ['k', 'k'],
    ])
  })

  it('fails as the new run does', async () => {
    answers = [failing, failing]
    const {runId} = await house.run('offboard')
    const outcome = await retry([runId])
    expect([outcome.exitCode, outcome.json().error?.code, resultOf(outcome).state]).to.deep.equal([1, 'OPS_FLOW_FAILED', 'failed']) // prettier-ignore
  })

  for (const {state, answer, key} of [
    {state: 'succeeded', answer: {body: {}}, key: undefined},
    {state: 'unknown', answer: 'reset', key: 'k'},
  ] as const)
    it(`[flows retry --may-run-twice] [flows retry --yes] one that is ${state} takes both`, async () => {
      answers = [answer]
      const {runId} = await house.run('offboard', '--key', 'k')
      const refused = await retry([runId])
      expect([refused.exitCode, refused.json().error?.code]).to.deep.equal([9, 'OPS_FLOW_TWICE'])
      expect(refused.json().error?.next).to.equal(`okta-ops flows retry ${runId} --may-run-twice`)
      expect((await retry([runId, '--yes'])).exitCode).to.equal(9)
      const unsaid = await retry([runId, '--may-run-twice'])
      expect([unsaid.exitCode, unsaid.json().error?.code]).to.deep.equal([2, 'OPS_NO_TERMINAL'])
      expect(house.sent('offboard')).to.have.length(1)
      expect((await retry([runId, '--may-run-twice', '--yes'])).exitCode).to.equal(0)
      expect(keys()).to.deep.equal(['k', key])
    })

  it('asks a person, who may say no', async () => {
    const {runId} = await house.run('offboard')
    const asked: string[] = []
    const saying = (answer: boolean): FakeContext => ({
      terminal: {interactive: true},
      prompts: {confirm: (message) => Promise.resolve((asked.push(message), answer))},
    })
    expect(resultOf(await retry([runId, '--may-run-twice'], saying(false)))).to.deep.equal({
      runId,
      retried: false,
    })
    expect(house.sent('offboard')).to.have.length(1)
    expect(resultOf(await retry([runId, '--may-run-twice'], saying(true))).state).to.equal('succeeded')
    expect(asked).to.deep.equal(Array(2).fill('Run offboard again (it has succeeded)?'))
  })

  it('refuses one that is under way, whatever is said', async () => {
    const {runId} = await house.run('slow', '--no-wait')
    await house.run('slow', '--timeout', '100ms', '--status-interval', '10ms')
    const outcome = await retry([runId, '--may-run-twice', '--yes'])
    expect([outcome.exitCode, outcome.json().error?.code]).to.deep.equal([9, 'OPS_FLOW_RUNNING'])
  })

  it('sends what a process that is gone has never sent', async () => {
    const {runId} = await house.run('offboard', '--key', 'k')
    const store = await openFlowsDb(fakeMachine(house.env))
    const owner = JSON.parse(String(store.prepare('SELECT owner FROM run').get()?.['owner'])) as object
    store
      .prepare("UPDATE run SET state = 'planned', sent_at = NULL, owner = ?")
      .run(JSON.stringify({...owner, pid: 2 ** 22 + 1}))
    store.close()
    expect((await retry([runId])).exitCode).to.equal(0)
    expect(house.sent('offboard')).to.have.length(2)
  })

  it('[flows retry --input] [flows retry --input-file] give anew what the journal has only a hash of', async () => {
    answers = [failing, failing, failing]
    const file = house.home.write('batch.yaml', 'version: 1\nsteps:\n  - {id: a, flow: offboard, input: {user: mara, pin: hunter2}, secret_inputs: [pin]}\n') // prettier-ignore
    const batch = JSON.parse((await house.command(FlowsBatch, [file, '--json'])).stdout) as {result: {steps: readonly {runId: string}[]}} // prettier-ignore
    const runId = batch.result.steps[0]?.runId ?? ''
    const missing = await retry([runId])
    expect([missing.exitCode, missing.json().error?.code]).to.deep.equal([2, 'OPS_FLOW_INPUT'])
    const given = await retry([runId, '--input', 'pin=hunter3'])
    expect(JSON.stringify(resultOf(given).input)).to.match(/^\{"user":"mara","pin":"sha256:/)
    await retry([runId, '--input-file', house.home.write('pin.json', '{"pin": "hunter4"}')])
    expect(house.inputs('offboard').map(({pin, user}) => [pin, user])).to.deep.equal([
      ['hunter2', 'mara'],
      ['hunter3', 'mara'],
      ['hunter4', 'mara'],
    ])
  })

  it('[flows retry --timeout] is for the answer', async () => {
    answers = [failing, 'silent']
    const {runId} = await house.run('offboard')
    const outcome = await retry([runId, '--timeout', '200ms'])
    expect([outcome.exitCode, resultOf(outcome).state]).to.deep.equal([7, 'unknown'])
  })

  it('a batch goes on from what was run again', async () => {
    answers = ['reset']
    const file = house.home.write('b.yaml', 'version: 1\nsteps:\n  - {id: a, flow: offboard}\n  - {id: b, flow: offboard, input: {x: "${{ steps.a.output.nr }}"}}\n') // prettier-ignore
    const first = JSON.parse((await house.command(FlowsBatch, [file, '--json'])).stdout) as {result: {steps: readonly {runId: string}[]}} // prettier-ignore
    await retry([first.result.steps[0]?.runId ?? '', '--may-run-twice', '--yes'])
    const resumed = await house.command(FlowsBatch, [file, '--resume', '--json'])
    expect(resumed.exitCode, resumed.stdout).to.equal(0)
    expect(house.inputs('offboard')).to.deep.equal([{}, {}, {x: 1}])
  })

  it('[flows retry --flows] [flows retry --org] the flow may be of a project, vouched for by an org', async () => {
    answers = [failing, failing]
    const {runId} = await house.run('offboard')
    const project = house.home.write('team/flows.yaml', house.home.read('config/flows.yaml'))
    house.home.write('config/flows.yaml', 'version: 1\n')
    expect((await retry([runId])).json().error?.code).to.equal('OPS_FLOW_NOT_FOUND')
    const machine = fakeMachine({
      ...house.env,
      OKTA_CLIENT_ORGURL: house.server.url,
      OKTA_CLIENT_TOKEN: 'synthetic',
    })
    expect((await retry([runId, '--flows', project], {machine})).exitCode).to.equal(1)
    const nobody = await retry([runId, '--flows', project, '--org', 'nobody'], {machine})
    expect(nobody.json().error?.code).to.equal('OPS_ORG_NOT_FOUND')
  })
})
