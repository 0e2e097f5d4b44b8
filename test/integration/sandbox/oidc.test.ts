import {expect} from 'chai'
import {startSandbox, type Sandbox} from '../../../src/lib/sandbox/sandbox.js'
import {fakeMachine, type FakeMachine} from '../../support/fake-machine.js'
import {
  authorizeQuery,
  callbackUri,
  Caller,
  deviceGrant,
  registration,
  verifier,
  type CallAnswer,
} from '../../support/sandbox-caller.js'

const tobias = 'tobias.wren@halyard.test'

describe('sandbox sso-oidc', () => {
  let [sandbox, caller, clock]: [Sandbox, Caller, FakeMachine] = [undefined!, undefined!, undefined!]

  beforeEach(async () => {
    clock = fakeMachine()
    sandbox = await startSandbox({now: clock.now})
    caller = new Caller(sandbox)
  })
  afterEach(() => sandbox.close())

  const expectRefusal = (answer: CallAnswer, status: number, exception: string): void => {
    expect(answer.status).to.equal(status)
    expect(answer.headers.get('x-amzn-errortype')).to.match(new RegExp(`^${exception}:http`))
  }

  describe('RegisterClient', () => {
    it('answers with epoch seconds and the two endpoints', async () => {
      const {status, body} = await caller.post('/client/register', registration)
      expect(status).to.equal(200)
      expect(body).to.include({
        clientIdIssuedAt: clock.now().getTime() / 1000,
        clientSecretExpiresAt: clock.now().getTime() / 1000 + 90 * 24 * 3600,
        tokenEndpoint: `${sandbox.awsUrl}/token`,
      })
    })

    const refusals = [
      {name: 'no name', changes: {clientName: ''}, exception: 'InvalidRequestException'},
      {
        name: 'a confidential client',
        changes: {clientType: 'x'},
        exception: 'InvalidClientMetadataException',
      },
      {name: 'an unknown grant', changes: {grantTypes: ['x']}, exception: 'UnsupportedGrantTypeException'},
      {
        name: 'a code grant without redirect',
        changes: {redirectUris: []},
        exception: 'InvalidRequestException',
      },
      {
        name: 'a redirect off loopback',
        changes: {redirectUris: ['http://example.test/callback']},
        exception: 'InvalidRedirectUriException',
      },
      {
        name: 'an issuer of another company',
        changes: {issuerUrl: 'https://d-0000000000.awsapps.com/start'},
        exception: 'InvalidRequestException',
      },
    ]
    for (const {name, changes, exception} of refusals) {
      it(`refuses ${name}`, async () => {
        expectRefusal(await caller.post('/client/register', {...registration, ...changes}), 400, exception)
      })
    }
  })

  describe('the device grant', () => {
    it('is pending until somebody approves, then works once', async () => {
      const client = await caller.register()
      const {deviceCode, userCode} = await caller.device(client)
      const grant = {grantType: deviceGrant, deviceCode}
      const pending = await caller.token(client, grant)
      expectRefusal(pending, 400, 'AuthorizationPendingException')
      expect(pending.body).to.include({error: 'authorization_pending'})

      sandbox.act(`device.approve ${userCode.toLowerCase()} ${tobias}`)
      const {status, body} = await caller.token(client, grant)
      expect(status).to.equal(200)
      expect(body).to.include({tokenType: 'Bearer', expiresIn: 3600})
      expectRefusal(await caller.token(client, grant), 400, 'InvalidGrantException')
    })

    it('tells that it was denied', async () => {
      const client = await caller.register()
      const {deviceCode} = await caller.device(client)
      sandbox.act('device.deny')
      expectRefusal(
        await caller.token(client, {grantType: deviceGrant, deviceCode}),
        400,
        'AccessDeniedException',
      )
    })

    it('expires after ten minutes', async () => {
      const client = await caller.register()
      const {deviceCode} = await caller.device(client)
      clock.advance(600_000)
      expectRefusal(
        await caller.token(client, {grantType: deviceGrant, deviceCode}),
        400,
        'ExpiredTokenException',
      )
    })

    it('refuses the start URL of another company', async () => {
      const client = await caller.register()
      const answer = await caller.post('/device_authorization', {
        ...client,
        startUrl: 'https://x.awsapps.com/start',
      })
      expectRefusal(answer, 400, 'InvalidRequestException')
    })

    it('takes the start URL with what people write behind it', async () => {
      const client = await caller.register()
      const answer = await caller.post('/device_authorization', {
        ...client,
        startUrl: `${sandbox.startUrl}/#/`,
      })
      expect(answer.status).to.equal(200)
    })
  })

  describe('a client', () => {
    it('must be known, with its secret', async () => {
      const client = await caller.register()
      const {deviceCode} = await caller.device(client)
      const grant = {grantType: deviceGrant, deviceCode}
      expectRefusal(await caller.token({...client, clientId: 'other'}, grant), 401, 'InvalidClientException')
      expectRefusal(await caller.token({...client, clientSecret: 'x'}, grant), 401, 'InvalidClientException')
    })

    it('is no longer known after ninety days, or when registrations are forgotten', async () => {
      const [old, forgotten] = [await caller.register(), await caller.register()]
      sandbox.act('registrations.forget')
      expectRefusal(
        await caller.token(forgotten, {grantType: 'refresh_token'}),
        401,
        'InvalidClientException',
      )
      const late = await caller.register()
      clock.advance(90 * 24 * 3_600_000)
      expectRefusal(await caller.token(late, {grantType: 'refresh_token'}), 401, 'InvalidClientException')
      expectRefusal(await caller.token(old, {grantType: 'refresh_token'}), 401, 'InvalidClientException')
    })

    it('without scopes gets one token for the whole session and nothing to refresh it with', async () => {
      const client = await caller.register({scopes: []})
      const {deviceCode} = await caller.device(client)
      sandbox.act('device.approve')
      const {body} = await caller.token(client, {grantType: deviceGrant, deviceCode})
      expect(body['expiresIn']).to.equal(8 * 3600)
      expect(body).not.to.have.property('refreshToken')
    })
  })

  describe('the refresh grant', () => {
    it('hands out a new pair and uses the old refresh token up', async () => {
      const first = await caller.signIn(tobias)
      const second = await caller.refresh(first)
      expect(second.status).to.equal(200)
      expect(second.body['accessToken']).not.to.equal(first.accessToken)
      expect(second.body['refreshToken']).not.to.equal(first.refreshToken)
      expectRefusal(await caller.refresh(first), 400, 'InvalidGrantException')
      expect((await caller.get('/assignment/accounts', first.accessToken)).status).to.equal(200)
    })

    it('ends with the session, and no token outlives it', async () => {
      const first = await caller.signIn(tobias)
      clock.advance(8 * 3_600_000 - 600_000)
      const last = await caller.refresh(first)
      expect(last.body['expiresIn']).to.equal(600)
      clock.advance(600_000)
      const refreshToken = String(last.body['refreshToken'])
      expectRefusal(await caller.refresh({...first, refreshToken}), 400, 'InvalidGrantException')
    })

    it('belongs to the client it was given to', async () => {
      const first = await caller.signIn(tobias)
      const other = await caller.register()
      expectRefusal(await caller.refresh({...first, client: other}), 400, 'InvalidGrantException')
      expect((await caller.refresh(first)).status).to.equal(200)
    })

    it('is refused to somebody who was deactivated', async () => {
      const first = await caller.signIn(tobias)
      sandbox.act(`user.deactivate ${tobias}`)
      expectRefusal(await caller.refresh(first), 400, 'InvalidGrantException')
    })
  })

  describe('the code grant', () => {
    const authorize = async (query: string): Promise<URL> => {
      const answer = await caller.get(`/authorize?${query}`)
      expect(answer.status, answer.text).to.equal(302)
      return new URL(answer.headers.get('location') ?? '')
    }
    const exchange = (code: string, changes: object = {}) => ({
      grantType: 'authorization_code',
      code,
      redirectUri: callbackUri,
      codeVerifier: verifier,
      ...changes,
    })

    beforeEach(() => {
      sandbox.act(`approve.auto ${tobias}`)
    })

    it('goes back to the callback with code and state, and is exchanged once', async () => {
      const client = await caller.register()
      const location = await authorize(authorizeQuery(client.clientId))
      expect(location.origin + location.pathname).to.equal(callbackUri)
      expect(location.searchParams.get('state')).to.equal('state-1')
      const grant = exchange(location.searchParams.get('code') ?? '')
      expect((await caller.token(client, grant)).body).to.include({expiresIn: 3600})
      expectRefusal(await caller.token(client, grant), 400, 'InvalidGrantException')
    })

    for (const {name, changes} of [
      {name: 'another verifier', changes: {codeVerifier: 'w'.repeat(64)}},
      {name: 'no verifier', changes: {codeVerifier: undefined}},
      {name: 'another port', changes: {redirectUri: 'http://127.0.0.1:1/oauth/callback'}},
    ]) {
      it(`is refused with ${name}`, async () => {
        const client = await caller.register()
        const location = await authorize(authorizeQuery(client.clientId))
        const grant = exchange(location.searchParams.get('code') ?? '', changes)
        expectRefusal(await caller.token(client, grant), 400, 'InvalidGrantException')
      })
    }

    for (const {name, changes, error} of [
      {name: 'plain PKCE', changes: {code_challenge_method: 'plain'}, error: 'invalid_request'},
      {name: 'a short challenge', changes: {code_challenge: 'abc'}, error: 'invalid_request'},
      {name: 'an implicit grant', changes: {response_type: 'token'}, error: 'unsupported_response_type'},
    ]) {
      it(`tells the callback about ${name}`, async () => {
        const client = await caller.register()
        const location = await authorize(authorizeQuery(client.clientId, changes))
        expect(location.searchParams.get('error')).to.equal(error)
        expect(location.searchParams.get('state')).to.equal('state-1')
      })
    }

    for (const {name, changes} of [
      {name: 'an unknown client', changes: {client_id: 'other'}},
      {name: 'a redirect off loopback', changes: {redirect_uri: 'http://example.test/oauth/callback'}},
      {name: 'a redirect to another path', changes: {redirect_uri: 'http://127.0.0.1:49152/other'}},
      {
        name: 'a redirect with a user in it',
        changes: {redirect_uri: 'http://a@127.0.0.1:49152/oauth/callback'},
      },
    ]) {
      it(`redirects nowhere for ${name}`, async () => {
        const client = await caller.register()
        const answer = await caller.get(`/authorize?${authorizeQuery(client.clientId, changes)}`)
        expect(answer.status).to.equal(400)
        expect(answer.headers.get('location')).to.equal(null)
      })
    }
  })

  it('does not know other grants', async () => {
    const client = await caller.register()
    expectRefusal(await caller.token(client, {grantType: 'password'}), 400, 'UnsupportedGrantTypeException')
  })

  it('approves a device at once when told to', async () => {
    sandbox.act(`approve.auto ${tobias}`)
    const client = await caller.register()
    const {deviceCode} = await caller.device(client)
    expect((await caller.token(client, {grantType: deviceGrant, deviceCode})).status).to.equal(200)
  })
})
