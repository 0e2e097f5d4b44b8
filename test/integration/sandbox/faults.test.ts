import {expect} from 'chai'
import {startSandbox, type Sandbox} from '../../../src/lib/sandbox/sandbox.js'
import {
  authorizeQuery,
  Caller,
  deviceGrant,
  type CallAnswer,
  type SignedIn,
} from '../../support/sandbox-caller.js'

const developer = '/federation/credentials?account_id=111111111111&role_name=Developer'

describe('sandbox faults', () => {
  let [sandbox, caller, session]: [Sandbox, Caller, SignedIn] = [undefined!, undefined!, undefined!]

  beforeEach(async () => {
    sandbox = await startSandbox()
    caller = new Caller(sandbox)
    session = await caller.signIn('mira.castellan@halyard.test')
  })
  afterEach(() => sandbox.close())

  const credentials = (): Promise<CallAnswer> => caller.get(developer, session.accessToken)
  const accounts = (): Promise<CallAnswer> => caller.get('/assignment/accounts', session.accessToken)
  const exception = ({headers}: CallAnswer): string =>
    headers.get('x-amzn-errortype')?.split(':')[0] ?? 'none'

  const pollOnce = async (): Promise<CallAnswer> => {
    const client = await caller.register()
    const {deviceCode} = await caller.device(client)
    sandbox.act('device.approve')
    return caller.token(client, {grantType: deviceGrant, deviceCode})
  }

  for (const {fault, wanted} of [
    {fault: 'pending', wanted: 'AuthorizationPendingException'},
    {fault: 'slow_down', wanted: 'SlowDownException'},
    {fault: 'denied', wanted: 'AccessDeniedException'},
    {fault: 'expired', wanted: 'ExpiredTokenException'},
    {fault: 'invalid_client', wanted: 'InvalidClientException'},
  ]) {
    it(`${fault} answers one poll`, async () => {
      sandbox.act(`fault ${fault}`)
      expect(exception(await pollOnce())).to.equal(wanted)
      expect((await pollOnce()).status).to.equal(200)
    })
  }

  it('pending*3 answers three polls, in the order faults were planned', async () => {
    sandbox.act('fault pending*2')
    sandbox.act('fault slow_down')
    const answers = [await pollOnce(), await pollOnce(), await pollOnce(), await pollOnce()]
    expect(answers.map(exception)).to.deep.equal([
      'AuthorizationPendingException',
      'AuthorizationPendingException',
      'SlowDownException',
      'none',
    ])
  })

  it('invalid_grant refuses a refresh and leaves the refresh token good', async () => {
    sandbox.act('fault invalid_grant')
    expect(exception(await caller.refresh(session))).to.equal('InvalidGrantException')
    expect((await caller.refresh(session)).status).to.equal(200)
  })

  it('no_refresh_token stays until cleared', async () => {
    sandbox.act('fault no_refresh_token')
    expect((await pollOnce()).body).not.to.have.property('refreshToken')
    expect((await caller.refresh(session)).body).not.to.have.property('refreshToken')
    sandbox.act('fault.clear')
    expect((await pollOnce()).body).to.have.property('refreshToken')
  })

  it('401 and 403*2 strike the credentials, then it works', async () => {
    sandbox.act('fault 401')
    sandbox.act('fault 403*2')
    const answers = [await credentials(), await credentials(), await credentials(), await credentials()]
    expect(answers.map(({status}) => status)).to.deep.equal([401, 403, 403, 200])
    expect(answers.map(exception).slice(0, 2)).to.deep.equal(['UnauthorizedException', 'ForbiddenException'])
  })

  it('429 comes without Retry-After, 429=7 with it', async () => {
    sandbox.act('fault 429:accounts')
    sandbox.act('fault 429:accounts=7')
    const [bare, timed] = [await accounts(), await accounts()]
    expect([bare.status, bare.headers.get('retry-after')]).to.deep.equal([429, null])
    expect([timed.status, timed.headers.get('retry-after')]).to.deep.equal([429, '7'])
    expect(exception(timed)).to.equal('TooManyRequestsException')
  })

  it('500*2 strikes any operation; an aimed one only its own', async () => {
    sandbox.act('fault 503:roles')
    sandbox.act('fault 500*2')
    expect((await accounts()).status).to.equal(500)
    expect((await credentials()).status).to.equal(500)
    expect((await accounts()).status).to.equal(200)
    expect(
      (await caller.get('/assignment/roles?account_id=111111111111', session.accessToken)).status,
    ).to.equal(503)
  })

  it('a 500 on the token leaves the refresh token unspent, a truncated answer has spent it', async () => {
    sandbox.act('fault 500:token.refresh')
    expect((await caller.refresh(session)).status).to.equal(500)
    sandbox.act('fault truncated:token')
    expect(await failure(caller.refresh(session))).to.match(/terminated|closed/)
    expect(exception(await caller.refresh(session))).to.equal('InvalidGrantException')
  })

  it('reset cuts the connection before anything happened', async () => {
    sandbox.act('fault reset')
    expect(await failure(caller.refresh(session))).to.match(/fetch failed|ECONNRESET|other side closed/)
    expect(sandbox.requests.at(-1)).to.include({operation: 'token.refresh', status: 0, fault: 'reset'})
    expect((await caller.refresh(session)).status).to.equal(200)
  })

  it('garbage is a 200 that is not what was asked for', async () => {
    sandbox.act('fault garbage:credentials')
    const {status, text} = await credentials()
    expect(status).to.equal(200)
    expect(text).to.match(/^<html>/)
  })

  it('slow takes its time', async () => {
    sandbox.act('fault slow=120ms')
    const startedAt = performance.now()
    await credentials()
    expect(performance.now() - startedAt).to.be.greaterThan(110)
  })

  it('clock=-7m misdates every answer, pages too', async () => {
    sandbox.act('fault clock=-7m')
    for (const answer of [await credentials(), await caller.get('/device')]) {
      const skewMs = Date.parse(answer.headers.get('date') ?? '') - Date.now()
      expect(skewMs).to.be.within(-423_000, -417_000)
    }
  })

  it('page_size=10 makes small pages', async () => {
    sandbox.act('fault page_size=10')
    const {body} = await accounts()
    expect(body['accountList']).to.have.length(10)
    expect(body).to.have.property('nextToken')
  })

  it('denied:authorize sends the browser back with a refusal', async () => {
    const faulty = await startSandbox({autoApprove: true, faults: ['denied:authorize']})
    try {
      const other = new Caller(faulty)
      const {clientId} = await other.register()
      const answer = await other.get(`/authorize?${authorizeQuery(clientId)}`)
      expect(answer.headers.get('location')).to.contain('error=access_denied')
    } finally {
      await faulty.close()
    }
  })
})

function failure(call: Promise<unknown>): Promise<string> {
  return call.then(
    () => 'it worked',
    (error: unknown) => (error instanceof Error ? `${error.message} ${String(error.cause)}` : String(error)),
  )
}
