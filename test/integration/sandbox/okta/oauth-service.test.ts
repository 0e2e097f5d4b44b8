import {expect} from 'chai'
import {createPrivateKey, generateKeyPairSync} from 'node:crypto'
import {statSync} from 'node:fs'
import * as oauth from 'oauth4webapi'
import {startSandbox, type Sandbox, type SandboxOptions} from '../../../../src/lib/sandbox/sandbox.js'
import {halyard} from '../../../../src/lib/sandbox/seed/halyard.js'
import {OktaCaller} from '../../../support/okta-caller.js'
import {
  assertion,
  discover,
  insecure,
  postForm,
  serviceForm,
  serviceId,
  serviceKey,
  type OauthAnswer,
} from '../../../support/org-oauth.js'

/** Halyard with changes to its service app. */
function withService(changes: object): SandboxOptions {
  return {
    seed: {
      ...halyard,
      apps: halyard.apps.map((app) => (app.type === 'service' ? {...app, ...changes} : app)),
    },
  }
}

const bearer = withService({dpop: false})

describe('sandbox authorization server: a service app', () => {
  let sandbox: Sandbox | undefined
  const start = async (options: SandboxOptions = {}): Promise<Sandbox> =>
    (sandbox = await startSandbox(options))
  afterEach(async () => {
    await sandbox?.close()
    sandbox = undefined
  })
  const ask = (from: Sandbox, form: Readonly<Record<string, string>>): Promise<OauthAnswer> =>
    postForm(`${from.url}/oauth2/v1/token`, form)

  it('gives oauth4webapi a token bound to its key, at the second try with a nonce', async () => {
    const org = await start()
    const as = await discover(org)
    const client: oauth.Client = {client_id: serviceId}
    const der = createPrivateKey(serviceKey(org)).export({type: 'pkcs8', format: 'der'})
    const curve = {name: 'ECDSA', namedCurve: 'P-256'}
    const key = await crypto.subtle.importKey('pkcs8', Buffer.from(der), curve, false, ['sign'])
    const auth = oauth.PrivateKeyJwt(key, {
      [oauth.modifyAssertion]: (_, payload) => {
        payload['aud'] = as.token_endpoint ?? ''
      },
    })
    const DPoP = oauth.DPoP(client, await oauth.generateKeyPair('ES256'))
    const parameters = new URLSearchParams({scope: 'okta.logs.read okta.users.read'})
    const once = async (): Promise<oauth.TokenEndpointResponse> =>
      oauth.processClientCredentialsResponse(
        as,
        client,
        await oauth.clientCredentialsGrantRequest(as, client, auth, parameters, {DPoP, ...insecure}),
      )
    let nonces = 0
    const token = await once().catch((error: unknown) => {
      if (!oauth.isDPoPNonceError(error)) throw error
      nonces += 1
      return once()
    })
    expect(nonces).to.equal(1)
    expect(token).to.include({token_type: 'dpop', expires_in: 3600, scope: 'okta.logs.read okta.users.read'})
    expect(
      org.requests.filter(({operation}) => operation === 'okta.token').map(({status}) => status),
    ).to.deep.equal([400, 200])

    const url = new URL(`${org.url}/api/v1/logs?limit=2`)
    const answer = await oauth.protectedResourceRequest(
      token.access_token,
      'GET',
      url,
      undefined,
      undefined,
      {
        DPoP,
        ...insecure,
      },
    )
    expect(answer.status).to.equal(200)

    const caller = new OktaCaller(org)
    caller.headers = {authorization: `Bearer ${token.access_token}`}
    expect(await caller.get('/logs')).to.include({status: 400})
  })

  it('leaves the private key for its owner alone, and its id among the ways in', async () => {
    const {okta} = await start()
    const {privateKeyFile, ...rest} = okta.access.serviceApp ?? {}
    expect(rest).to.deep.equal({clientId: serviceId, scopes: halyard.apps[0]?.scopes})
    expect(statSync(privateKeyFile ?? '').mode & 0o777).to.equal(0o600)
  })

  it('opens what the scopes and the role cover, and nothing else', async () => {
    const org = await start(withService({dpop: false, scopes: ['okta.logs.read', 'okta.groups.manage']}))
    const caller = new OktaCaller(org)
    const enter = async (scope: string): Promise<void> => {
      const {status, body} = await ask(org, serviceForm(assertion(org), {scope}))
      expect(status).to.equal(200)
      expect(body).to.include({token_type: 'Bearer', scope})
      caller.headers = {authorization: `Bearer ${String(body['access_token'])}`}
    }
    await enter('okta.logs.read')
    expect(await caller.get('/logs')).to.include({status: 200})
    const refused = await caller.get('/users')
    expect(refused.status).to.equal(403)
    expect(refused.headers.get('www-authenticate')).to.contain('insufficient_scope')
    await enter('okta.groups.manage')
    expect(await caller.get('/groups')).to.include({status: 200})
  })

  it('is refused every call while it has no admin role, whatever its scopes', async () => {
    const org = await start(withService({dpop: false, adminRole: false}))
    const {body} = await ask(org, serviceForm(assertion(org)))
    const caller = new OktaCaller(org)
    caller.headers = {authorization: `Bearer ${String(body['access_token'])}`}
    const {status, body: refusal, headers} = await caller.get('/logs')
    expect(status).to.equal(403)
    expect(refusal).to.include({errorCode: 'E0000006'})
    expect(headers.has('www-authenticate')).to.equal(false)
  })

  const other = generateKeyPairSync('rsa', {modulusLength: 2048})
  const otherKey = other.privateKey.export({type: 'pkcs8', format: 'pem'}).toString()
  const inSeconds = (seconds: number): number => Math.floor(Date.now() / 1000) + seconds
  const refusals: readonly {name: string; make: (org: Sandbox) => Record<string, string>; want: string}[] = [
    {
      name: 'an expired assertion',
      make: (org) => serviceForm(assertion(org, {claims: {exp: inSeconds(-1)}})),
      want: '401 invalid_client The client_assertion token has expired.',
    },
    {
      name: 'an assertion for more than an hour',
      make: (org) => serviceForm(assertion(org, {claims: {exp: inSeconds(3700)}})),
      want: '401 invalid_client The client_assertion token has an expiration too far into the future.',
    },
    {
      name: 'an assertion from the future',
      make: (org) => serviceForm(assertion(org, {claims: {iat: inSeconds(120)}})),
      want: '401 invalid_client The client_assertion token was issued in the future.',
    },
    {
      name: 'an assertion for the issuer and not for the token address',
      make: (org) => serviceForm(assertion(org, {claims: {aud: org.url}})),
      want: '401 invalid_client The audience claim for client_assertion must be the endpoint invoked for the request.',
    },
    {
      name: 'an assertion about somebody else',
      make: (org) => serviceForm(assertion(org, {claims: {iss: 'x'}})),
      want: '401 invalid_client The issuer and the subject of client_assertion must be the client_id.',
    },
    {
      name: 'an assertion of another key',
      make: (org) => serviceForm(assertion(org, {key: otherKey})),
      want: '401 invalid_client The client_assertion signature is invalid.',
    },
    {
      name: 'an assertion that names another key',
      make: (org) => serviceForm(assertion(org, {header: {kid: 'x'}})),
      want: '401 invalid_client The client_assertion JWT kid is invalid.',
    },
    {
      name: 'what is no assertion',
      make: () => serviceForm('x.y'),
      want: '401 invalid_client The client_assertion is no JWT.',
    },
    {
      name: 'an app nobody knows',
      make: (org) => serviceForm(assertion(org, {claims: {sub: '0oaNobody00000000000'}})),
      want: "401 invalid_client Invalid value for 'client_id' parameter.",
    },
    {
      name: 'a client secret',
      make: () => ({grant_type: 'client_credentials', client_id: serviceId, client_secret: 'x'}),
      want: '401 invalid_client Client Credentials requests to the Org Authorization Server must use the private_key_jwt token_endpoint_auth_method.',
    },
    {
      name: 'no authentication at all',
      make: () => ({grant_type: 'client_credentials', client_id: serviceId}),
      want: '401 invalid_client Client Credentials requests to the Org Authorization Server must use the private_key_jwt token_endpoint_auth_method.',
    },
    {
      name: 'no scope',
      make: (org) => serviceForm(assertion(org), {scope: ''}),
      want: "400 invalid_scope The authorization server resource does not have any configured default scopes, 'scope' must be provided.",
    },
    {
      name: 'a scope nobody knows',
      make: (org) => serviceForm(assertion(org), {scope: 'okta.logs.read okta.moon.read'}),
      want: '400 invalid_scope One or more scopes are not configured for the authorization server resource.',
    },
    {
      name: 'a scope the app was not granted',
      make: (org) => serviceForm(assertion(org), {scope: 'okta.apps.read'}),
      want: '400 invalid_scope The client is not granted the scope okta.apps.read.',
    },
    {
      name: 'another grant than its own',
      make: (org) => serviceForm(assertion(org), {grant_type: 'password'}),
      want: '400 unsupported_grant_type The authorization grant type is not supported by the authorization server.',
    },
  ]
  describe('refuses', () => {
    let org: Sandbox
    before(async () => {
      org = await startSandbox(bearer)
    })
    after(() => org.close())
    for (const {name, make, want} of refusals)
      it(name, async () => {
        const {status, body, headers} = await ask(org, make(org))
        expect(`${status} ${String(body['error'])} ${String(body['error_description'])}`).to.equal(want)
        expect(headers.get('x-okta-request-id')).to.match(/^\S{20}$/)
      })

    it('an assertion the second time', async () => {
      const form = serviceForm(assertion(org))
      expect(await ask(org, form)).to.include({status: 200})
      const again = await ask(org, form)
      expect(again.status).to.equal(401)
      expect(again.body['error_description']).to.equal('The client_assertion has already been used.')
    })
  })

  it('asks for a proof where the app must bind its tokens', async () => {
    const org = await start()
    const {status, body} = await ask(org, serviceForm(assertion(org)))
    expect({status, error: body['error']}).to.deep.equal({status: 400, error: 'invalid_dpop_proof'})
    expect(body['error_description']).to.equal('The DPoP proof JWT header is missing.')
  })

  it('judges times by the clock that the clock fault makes wrong', async () => {
    const org = await start({...bearer, faults: ['clock=-7m']})
    const claims = {iat: inSeconds(-420), exp: inSeconds(-120)}
    expect(await ask(org, serviceForm(assertion(org, {claims})))).to.include({status: 200})
    expect(await ask(org, serviceForm(assertion(org)))).to.include({status: 401})
  })

  it('gives out tokens that live as long as the lifetimes say, and die when told', async () => {
    const org = await start(bearer)
    org.act('lifetimes.set token=20s')
    const {body} = await ask(org, serviceForm(assertion(org)))
    expect(body['expires_in']).to.equal(20)
    const caller = new OktaCaller(org)
    caller.headers = {authorization: `Bearer ${String(body['access_token'])}`}
    expect(await caller.get('/logs')).to.include({status: 200})
    org.act('token.expire all')
    expect(await caller.get('/logs')).to.include({status: 401})
  })

  const faults: readonly {fault: string; want: number}[] = [
    {fault: '401:okta.token', want: 401},
    {fault: '429:okta.token=3', want: 429},
    {fault: '500:okta.token', want: 500},
    {fault: 'invalid_client:okta.token', want: 401},
    {fault: 'invalid_grant:okta.token', want: 400},
    {fault: 'garbage:okta.token', want: 200},
  ]
  for (const {fault, want} of faults)
    it(`answers once as the fault ${fault} says`, async () => {
      const org = await start({...bearer, faults: [fault]})
      const {status, body, headers} = await ask(org, serviceForm(assertion(org)))
      expect(status).to.equal(want)
      expect(body).not.to.have.property('access_token')
      if (want === 429) expect(headers.get('retry-after')).to.equal('3')
      expect(await ask(org, serviceForm(assertion(org)))).to.deep.include({status: 200})
      expect(org.requests[0]).to.include({operation: 'okta.token', fault})
    })

  it('cuts the connection as the fault reset says, and takes its time as slow says', async () => {
    const org = await start({...bearer, faults: ['reset:okta.token', 'slow:okta.token=120ms']})
    const error = await ask(org, serviceForm(assertion(org))).catch((reason: unknown) => reason)
    expect(error).to.be.instanceOf(TypeError)
    expect(org.requests[0]).to.include({status: 0})
  })

  it('tells the System Log who got what and who did not', async () => {
    const org = await start(bearer)
    await ask(org, serviceForm(assertion(org)))
    await ask(org, serviceForm(assertion(org), {scope: 'okta.apps.read'}))
    const {body} = await new OktaCaller(org).get('/logs')
    const events = body as readonly {eventType: string; actor: object; outcome: object}[]
    expect(events.map(({eventType, outcome}) => [eventType, outcome])).to.deep.equal([
      ['app.oauth2.token.grant.access_token', {result: 'SUCCESS', reason: null}],
      ['app.oauth2.token.grant', {result: 'FAILURE', reason: 'invalid_scope'}],
    ])
    for (const {actor} of events) expect(actor).to.include({id: serviceId, type: 'PublicClientApp'})
  })
})
