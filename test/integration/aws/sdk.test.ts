import {StartDeviceAuthorizationCommand} from '@aws-sdk/client-sso-oidc'
import {ListAccountsCommand} from '@aws-sdk/client-sso'
import {expect} from 'chai'
import {
  createOidcClient,
  createPortalClient,
  quietly,
  type AnswerSeen,
} from '../../../src/lib/aws/service/sdk.js'
import {callService} from '../../../src/lib/aws/service/service-call.js'
import {startSandbox, type Sandbox} from '../../../src/lib/sandbox/sandbox.js'
import {fakeMachine} from '../../support/fake-machine.js'

describe('aws/sdk against the sandbox', () => {
  let sandbox: Sandbox

  beforeEach(async () => {
    sandbox = await startSandbox()
  })

  afterEach(() => sandbox.close())

  const place = () => ({region: sandbox.region, endpoint: sandbox.awsUrl})
  const command = new ListAccountsCommand({accessToken: 'no token'})

  it('sends through our own HTTP and reads the modelled error', async () => {
    const machine = fakeMachine()
    const client = await createPortalClient(machine, place())
    const failure = await client.send(command).catch((error: unknown) => error)
    expect(failure).to.include({name: 'UnauthorizedException'})
    expect(machine.debugLines.join('\n'))
      .to.include('/aws/assignment/accounts -> 401')
      .and.not.include('no token')
  })

  it('shows every answer to whoever watches', async () => {
    const seen: AnswerSeen[] = []
    const client = await createOidcClient(fakeMachine(), {
      ...place(),
      onAnswer: (answer) => seen.push(answer),
    })
    const identity = {clientId: 'c', clientSecret: 's', startUrl: sandbox.startUrl}
    await client.send(new StartDeviceAuthorizationCommand(identity)).catch(() => undefined)
    expect(seen.map(({headers}) => typeof headers['date'])).to.deep.equal(['string'])
  })

  it('retries what may pass, with growing pauses, and then says what failed', async () => {
    sandbox.act('fault 500:accounts*3')
    const machine = fakeMachine()
    const client = await createPortalClient(machine, place())
    const call = {what: 'cannot list', attempt: () => client.send(command)}
    const failure = await callService(machine, call).catch((error: unknown) => error)
    expect(failure).to.include({code: 'OPS_SERVICE', failure: 'unavailable'})
    expect(machine.slept).to.have.length(2)
    expect(machine.slept[1]! / machine.slept[0]!).to.be.within(1.2, 3.2)
  })

  it('waits as long as Retry-After says', async () => {
    sandbox.act('fault 429:accounts=7')
    const machine = fakeMachine()
    const client = await createPortalClient(machine, place())
    await callService(machine, {what: 'x', attempt: () => client.send(command)}).catch(() => undefined)
    expect(machine.slept[0]).to.be.at.least(7000)
  })

  for (const fault of ['reset', 'truncated', 'garbage']) {
    it(`rides out one answer that is ${fault}`, async () => {
      sandbox.act(`fault ${fault}:accounts`)
      const machine = fakeMachine()
      const client = await createPortalClient(machine, place())
      const call = {what: 'x', attempt: () => client.send(command)}
      const failure = await callService(machine, call).catch((error: unknown) => error)
      expect(failure).to.include({code: 'OPS_REQUEST_REJECTED'})
    })
  }

  it('stops at once when it is cancelled', async () => {
    sandbox.act('fault slow:accounts=10s')
    const machine = fakeMachine()
    const client = await createPortalClient(machine, place())
    const abort = new AbortController()
    const sent = client.send(command, {abortSignal: abort.signal}).catch((error: unknown) => error)
    setTimeout(() => {
      abort.abort()
    }, 20)
    const startedAt = performance.now()
    await sent
    expect(performance.now() - startedAt).to.be.below(2000)
  })

  it('leaves no trace of the variable that quietens the SDK', () => {
    const name = 'AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED'
    expect(quietly(() => process.env[name])).to.equal('true')
    expect(process.env).to.not.have.property(name)
  })
})
