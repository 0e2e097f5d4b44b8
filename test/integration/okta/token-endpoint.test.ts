import {expect} from 'chai'
import {generateKeyPairSync} from 'node:crypto'
import {signInByDevice} from '../../../src/lib/okta/auth/device-flow.js'
import {createAuthorizer} from '../../../src/lib/okta/auth/create-authorizer.js'
import type {OrgConnection, PersonConnection} from '../../../src/lib/okta/connection.js'
import {fakeMachine, type FakeMachine} from '../../support/fake-machine.js'
import {startLoopbackOrg, type LoopbackOrg, type Reply} from '../../support/loopback-org.js'
import {createTempHome, type TempHome} from '../../support/temp-home.js'
import {opsErrorFrom} from '../../support/thrown.js'

/* What a healthy authorization server never says, said by a small one. */
describe('a token endpoint in a mood', () => {
  let org: LoopbackOrg
  let home: TempHome
  let machine: FakeMachine
  let replies: Reply[]
  const bodies: string[] = []

  beforeEach(async () => {
    home = createTempHome()
    machine = fakeMachine({OKTA_OPS_STATE_DIR: home.path})
    bodies.length = 0
    org = await startLoopbackOrg((_request, index, body) => {
      bodies.push(body)
      const {headers, ...reply} = replies[Math.min(index, replies.length - 1)] ?? {}
      return {...reply, headers: {date: machine.now().toUTCString(), ...headers}}
    })
  })
  afterEach(async () => {
    await org.close()
    home.remove()
  })

  const privateKey = generateKeyPairSync('ec', {namedCurve: 'P-256'})
    .privateKey.export({type: 'pkcs8', format: 'pem'})
    .toString()
  const app = (dpop: 'auto' | 'always' | 'never' = 'auto'): OrgConnection => ({
    name: 'h',
    orgUrl: org.url,
    auth: {kind: 'service-app', clientId: 'c', privateKey, scopes: ['okta.logs.read'], dpop},
  })
  const headers = (connection: OrgConnection) =>
    createAuthorizer(machine, connection).headersFor({method: 'GET', url: `${org.url}/api/v1/logs`})
  const granted = (type: string): Reply => ({body: {access_token: 'at', token_type: type, expires_in: 3600}})
  const refused = (error: string, status = 400): Reply => ({status, body: {error}})

  it('takes a Bearer token where that is all it gets, unless told not to', async () => {
    replies = [granted('Bearer')]
    expect(await headers(app())).to.deep.equal({authorization: 'Bearer at'})
    const error = await opsErrorFrom(() => headers(app('always')))
    expect(error).to.include({code: 'OPS_OAUTH', failure: 'denied'})
    expect(error.message).to.contain('--dpop always')
  })

  it('goes without a proof where proofs are not known', async () => {
    replies = [refused('invalid_dpop_proof'), granted('Bearer')]
    expect(await headers(app())).to.deep.equal({authorization: 'Bearer at'})
    expect(org.requests.map(({headers: sent}) => sent['dpop'] !== undefined)).to.deep.equal([true, false])
  })

  it('makes a new assertion and a new proof for every try', async () => {
    replies = [{...refused('use_dpop_nonce'), headers: {'dpop-nonce': 'n1'}}, {status: 503}, granted('DPoP')]
    await headers(app())
    expect(new Set(bodies).size).to.equal(3)
    expect(new Set(org.requests.map(({headers: sent}) => sent['dpop'])).size).to.equal(3)
    const assertion = new URLSearchParams(bodies[0]).get('client_assertion') ?? ''
    const claims = JSON.parse(Buffer.from(assertion.split('.')[1]!, 'base64url').toString()) as Record<
      string,
      unknown
    >
    expect(claims).to.include({iss: 'c', sub: 'c', aud: `${org.url}/oauth2/v1/token`})
    expect(Number(claims['exp']) - Number(claims['iat'])).to.equal(300)
  })

  it('does not ask for nonces for ever', async () => {
    replies = [{...refused('use_dpop_nonce'), headers: {'dpop-nonce': 'n'}}]
    const error = await opsErrorFrom(() => headers(app('always')))
    expect(error.message).to.contain('again and again')
    expect(org.seen).to.have.length(3)
  })

  it('says that there is no authorization server at all', async () => {
    replies = [{status: 404, body: 'Not Found'}]
    expect(await opsErrorFrom(() => headers(app()))).to.include({code: 'OPS_BAD_ANSWER'})
  })

  it('gives the token that has not ended while the org is away', async () => {
    replies = [granted('Bearer')]
    await headers(app())
    machine.advance(57 * 60_000)
    replies = [{status: 500}]
    expect(await headers(app())).to.deep.equal({authorization: 'Bearer at'})
    machine.advance(4 * 60_000)
    expect(await opsErrorFrom(() => headers(app()))).to.include({code: 'OPS_SERVICE', failure: 'unavailable'})
  })

  describe('asked again and again about a device code', () => {
    const begun: Reply = {
      body: {
        device_code: 'd',
        user_code: 'ABCD',
        verification_uri: 'https://halyard.test/activate',
        expires_in: 60,
        interval: 5,
      },
    }
    const signIn = () => {
      const connection: PersonConnection = {
        name: 'h',
        orgUrl: org.url,
        auth: {kind: 'person', clientId: 'c', scopes: []},
      }
      return signInByDevice(machine, connection, {
        openBrowser: false,
        signal: new AbortController().signal,
        voice: {say: () => undefined, warn: () => undefined},
        save: () => Promise.resolve(),
      })
    }

    it('keeps to the interval, five seconds more for every slow_down', async () => {
      replies = [
        begun,
        refused('authorization_pending'),
        refused('slow_down'),
        refused('slow_down'),
        granted('Bearer'),
      ]
      expect((await signIn()).accessToken).to.equal('at')
      expect(machine.slept).to.deep.equal([5000, 5000, 10_000, 15_000])
    })
    it('ends when the code does', async () => {
      replies = [begun, refused('authorization_pending')]
      expect(await opsErrorFrom(signIn)).to.include({code: 'OPS_LOGIN_EXPIRED', failure: 'signedOut'})
      expect(org.seen).to.have.length(13)
    })
    it('ends when the org says that it has', async () => {
      replies = [begun, refused('expired_token')]
      expect(await opsErrorFrom(signIn)).to.include({
        code: 'OPS_LOGIN_EXPIRED',
        next: 'okta-ops login --org h',
      })
    })
    it('rides out a lost connection', async () => {
      replies = [begun, {reset: true}, {reset: true}, {reset: true}, {reset: true}, granted('Bearer')]
      expect((await signIn()).accessToken).to.equal('at')
    })
  })
})
