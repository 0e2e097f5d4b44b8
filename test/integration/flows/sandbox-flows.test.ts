import {expect} from 'chai'
import FlowsAdd from '../../../src/commands/flows/add.js'
import FlowsRun from '../../../src/commands/flows/run.js'
import type {ShownRun} from '../../../src/lib/flows/shown-run.js'
import {startSandbox, type Sandbox} from '../../../src/lib/sandbox/sandbox.js'
import {startFlowServer} from '../../support/flow-server.js'
import {liveMachine} from '../../support/live-machine.js'
import {serviceId, serviceKey} from '../../support/org-oauth.js'
import {runCommand, type CommandOutcome} from '../../support/run-command.js'
import {createTempHome, type TempHome} from '../../support/temp-home.js'

/** Our side and the sandbox know nothing of each other's code: what both take for Workflows is probably so. */
describe("flows run against the sandbox's flows", function () {
  this.slow(1500)
  let sandbox: Sandbox
  let home: TempHome
  beforeEach(async () => {
    sandbox = await startSandbox()
    home = createTempHome()
  })
  afterEach(async () => {
    home.remove()
    await sandbox.close()
  })

  const environment = (): Record<string, string> => ({
    ...home.env,
    OKTA_OPS_FLOWS: sandbox.flowsFile,
    OKTA_CLIENT_ORGURL: sandbox.url,
    OKTA_CLIENT_AUTHORIZATIONMODE: 'PrivateKey',
    OKTA_CLIENT_CLIENTID: serviceId,
    OKTA_CLIENT_PRIVATEKEY: serviceKey(sandbox),
  })
  const run = (name: string, ...argv: readonly string[]): Promise<CommandOutcome> =>
    runCommand(FlowsRun, [name, '--json', ...argv], {machine: liveMachine(environment())})
  const runOf = (outcome: CommandOutcome): ShownRun => {
    const {result, error} = JSON.parse(outcome.stdout) as {result?: ShownRun; error?: {message: string}}
    if (result === undefined) throw new Error(error?.message)
    return result
  }
  const asked = (): number => sandbox.requests.filter(({operation}) => operation === 'okta.flows').length

  it('lets in by a client token, and does what the flow does', async () => {
    const outcome = await run('welcome-kit', '--input', 'user=mira.castellan@halyard.test')
    expect(outcome.exitCode, outcome.stdout).to.equal(0)
    const {executionId, state} = runOf(outcome)
    expect(state).to.equal('succeeded')
    expect(executionId).to.be.a('string')
  })

  it("lets in by OAuth, with the service app's token bound to a key", async () => {
    const outcome = await run('mfa-remediation', '--input', 'user=mira.castellan@halyard.test')
    expect(runOf(outcome).executionId, outcome.stdout).to.be.a('string')
    const calls = sandbox.requests.filter(({operation}) => operation === 'okta.flows')
    expect(calls.map(({status, headers}) => [status, headers['authorization']?.slice(0, 4)])).to.deep.equal([
      [200, 'DPoP'],
    ])
  })

  it("gives the org's token to nobody else: a flow on another host is refused", async () => {
    const other = await startFlowServer(() => ({}))
    const machine = liveMachine(environment())
    const invokeUrl = other.invokeUrl('00112233445566778899aabbccddeeff')
    await runCommand(FlowsAdd, ['stranger', '--invoke-url', invokeUrl, '--oauth'], {machine})
    const outcome = await runCommand(FlowsRun, ['stranger', '--json'], {machine})
    await other.close()
    expect([outcome.exitCode, outcome.json().error?.code]).to.deep.equal([9, 'OPS_FLOW_CONFIG'])
    expect(other.seen).to.have.length(0)
  })

  it('is refused with a wrong token, and says so with 5', async () => {
    const [{invokeUrl} = {invokeUrl: ''}] = sandbox.okta.flows()
    const machine = liveMachine({...environment(), WRONG: 'f'.repeat(64)})
    await runCommand(FlowsAdd, ['wrong', '--invoke-url', invokeUrl, '--client-token', 'env:WRONG'], {machine})
    const outcome = await runCommand(FlowsRun, ['wrong', '--json'], {machine})
    expect([outcome.exitCode, outcome.json().error?.code]).to.deep.equal([5, 'OPS_FLOW_REFUSED'])
    expect(outcome.json().error?.message).to.match(/Okta refused with 403: Forbidden/)
  })

  it('waits for what goes on after its answer, by the status flow', async () => {
    const outcome = await run('laptop-order', '--status-interval', '500ms')
    const result = runOf(outcome)
    expect([outcome.exitCode, result.state], outcome.stdout).to.deep.equal([0, 'succeeded'])
    expect(asked()).to.be.greaterThan(2)
  }).timeout(20_000)

  for (const {fault, exitCode, state} of [
    {fault: '429:okta.flows', exitCode: 6, state: 'refused'},
    {fault: '401:okta.flows', exitCode: 5, state: 'refused'},
    {fault: '403:okta.flows', exitCode: 5, state: 'refused'},
    {fault: '503:okta.flows', exitCode: 7, state: 'unknown'},
    {fault: 'reset:okta.flows', exitCode: 7, state: 'unknown'},
    {fault: 'truncated:okta.flows', exitCode: 7, state: 'unknown'},
    {fault: 'no_answer', exitCode: 7, state: 'unknown'},
  ])
    it(`the fault ${fault} is ${state}, exit ${exitCode}, and sent once`, async () => {
      sandbox.act(`fault ${fault}`)
      const outcome = await run('welcome-kit')
      expect([outcome.exitCode, runOf(outcome).state], outcome.stdout).to.deep.equal([exitCode, state])
      expect(asked()).to.equal(1)
    })

  it('a flow that fails says so itself', async () => {
    const outcome = await run('ticket-import')
    expect([runOf(outcome).state, outcome.exitCode], outcome.stdout).to.deep.equal(['failed', 1])
  })
})
