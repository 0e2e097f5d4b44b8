import {expect} from 'chai'
import {generateKeyPairSync, type KeyObject} from 'node:crypto'
import {readdirSync, readFileSync, statSync, writeFileSync} from 'node:fs'
import path from 'node:path'
import {createAuthorizer} from '../../../src/lib/okta/auth/create-authorizer.js'
import {signOutOfOrg} from '../../../src/lib/okta/auth/sign-out.js'
import type {DpopWish, OrgConnection, ServiceAppAuth} from '../../../src/lib/okta/connection.js'
import {sendRequest} from '../../../src/lib/shared/http-client.js'
import {describePeer} from '../../support/peers.js'
import {liveMachine} from '../../support/live-machine.js'
import {orgScopes, startOauthServer, type OauthServer} from '../../support/oauth-server.js'
import {createTempHome, type TempHome} from '../../support/temp-home.js'
import {opsErrorFrom} from '../../support/thrown.js'

const keys = {
  rsa: generateKeyPairSync('rsa', {modulusLength: 2048}),
  p256: generateKeyPairSync('ec', {namedCurve: 'P-256'}),
  p384: generateKeyPairSync('ec', {namedCurve: 'P-384'}),
}
const jwk = (key: KeyObject, more: object) => ({...key.export({format: 'jwk'}), ...more})

const app = (id: string, bound: boolean) => ({
  client_id: id,
  grant_types: ['client_credentials'],
  redirect_uris: [],
  response_types: [],
  token_endpoint_auth_method: 'private_key_jwt' as const,
  scope: orgScopes.join(' '),
  dpop_bound_access_tokens: bound,
  jwks: {
    keys: [
      jwk(keys.rsa.publicKey, {kid: 'rsa', use: 'sig'}),
      jwk(keys.p256.publicKey, {kid: 'p256', use: 'sig'}),
      jwk(keys.p384.publicKey, {kid: 'p384', use: 'sig'}),
    ],
  },
})

describePeer('oidc-provider', () => {
  describe('an API service app, against oidc-provider', () => {
    let server: OauthServer
    let home: TempHome

    before(async () => {
      server = await startOauthServer([
        app('bound', true),
        app('free', false),
        {...app('small', true), scope: 'okta.logs.read'},
      ])
    })
    after(() => server.close())
    beforeEach(() => {
      home = createTempHome()
      server.seen.length = 0
      server.clockOffMs = 0
    })
    afterEach(() => {
      home.remove()
    })

    const machine = () => liveMachine({OKTA_OPS_STATE_DIR: home.path})
    const pem = keys.p256.privateKey.export({type: 'pkcs8', format: 'pem'}).toString()
    const connection = (auth: Partial<ServiceAppAuth> = {}): OrgConnection => ({
      name: 'halyard',
      orgUrl: server.url,
      auth: {
        kind: 'service-app',
        clientId: 'bound',
        privateKey: pem,
        keyId: 'p256',
        scopes: orgScopes,
        dpop: 'auto',
        ...auth,
      },
    })
    const headers = (auth: Partial<ServiceAppAuth> = {}) =>
      createAuthorizer(machine(), connection(auth)).headersFor({
        method: 'GET',
        url: `${server.url}/api/v1/logs`,
      })

    for (const clientId of ['bound', 'free'])
      it(`revokes its token, with its key to prove itself (${clientId})`, async () => {
        const {authorization = ''} = await headers({clientId})
        const token = authorization.split(' ')[1] ?? ''
        expect(await server.provider.ClientCredentials.find(token)).to.not.equal(undefined)
        const {auth, ...org} = connection({clientId})
        if (auth.kind !== 'service-app') throw new Error('of another kind')
        expect(await signOutOfOrg(machine(), {...org, auth})).to.deep.equal({wasSignedIn: true})
        expect(server.seen).to.include('POST /oauth2/v1/revoke 200')
        expect(await server.provider.ClientCredentials.find(token)).to.equal(undefined)
      })

    for (const {name, auth} of [
      {name: 'an EC key (PKCS#8)', auth: {}},
      {
        name: 'an EC key (SEC 1)',
        auth: {
          privateKey: keys.p384.privateKey.export({type: 'sec1', format: 'pem'}).toString(),
          keyId: 'p384',
        },
      },
      {
        name: 'an RSA key (PKCS#1)',
        auth: {
          privateKey: keys.rsa.privateKey.export({type: 'pkcs1', format: 'pem'}).toString(),
          keyId: 'rsa',
        },
      },
      {
        name: 'an RSA key (JWK, its own kid, RS384)',
        auth: {privateKey: JSON.stringify(jwk(keys.rsa.privateKey, {kid: 'rsa', alg: 'RS384'}))},
      },
      {name: 'a PEM on one line', auth: {privateKey: pem.replaceAll('\n', '\\n')}},
    ])
      it(`gets a bound token with ${name}, a nonce being asked for`, async () => {
        const rest = connection().auth as ServiceAppAuth
        Reflect.deleteProperty(rest, 'keyId')
        const given = name.includes('its own kid') ? {...rest, ...auth} : connection(auth).auth
        const got = await createAuthorizer(machine(), {...connection(), auth: given}).headersFor({
          method: 'GET',
          url: `${server.url}/api/v1/logs?x=1`,
        })
        expect(got['authorization']).to.match(/^DPoP ./)
        expect(server.seen).to.deep.equal(['POST /oauth2/v1/token 400', 'POST /oauth2/v1/token 200'])
      })

    it('keeps the token with its key in a 0600 file, and uses it until it is nearly over', async () => {
      const first = await headers()
      const again = await headers()
      expect(again['authorization']).to.equal(first['authorization'])
      expect(again['dpop']).not.to.equal(first['dpop'])
      expect(server.seen).to.have.length(2)
      const folder = path.join(home.path, 'okta-tokens')
      const names = readdirSync(folder)
      expect(names).to.have.length(1)
      const file = path.join(folder, names[0]!)
      expect(statSync(file).mode & 0o777).to.equal(0o600)
      const kept = JSON.parse(readFileSync(file, 'utf8')) as object
      writeFileSync(file, JSON.stringify({...kept, expiresAt: new Date(Date.now() + 10_000)}))
      await headers()
      // Its nonce was kept: one request is enough now.
      expect(server.seen).to.have.length(3)
      expect(readFileSync(file, 'utf8')).not.to.contain(first['authorization']!.slice(5))
    })

    it('gets one token for many calls at once', async () => {
      const authorizer = createAuthorizer(machine(), connection())
      const all = await Promise.all(
        [1, 2, 3, 4].map(() => authorizer.headersFor({method: 'GET', url: server.url})),
      )
      expect(new Set(all.map((one) => one['authorization'])).size).to.equal(1)
      expect(server.seen).to.have.length(2)
    })

    it('gets another token when the org refuses one', async () => {
      const authorizer = createAuthorizer(machine(), connection())
      const first = await authorizer.headersFor({method: 'GET', url: server.url})
      expect(await authorizer.renew()).to.equal(true)
      const second = await authorizer.headersFor({method: 'GET', url: server.url})
      expect(second['authorization']).not.to.equal(first['authorization'])
    })

    for (const {dpop, clientId, want} of [
      {dpop: 'never', clientId: 'free', want: /^Bearer /},
      {dpop: 'always', clientId: 'free', want: /^DPoP /},
      {dpop: 'auto', clientId: 'free', want: /^DPoP /},
    ] as const)
      it(`with --dpop ${dpop} and an app that demands nothing the token is ${String(want)}`, async () => {
        expect((await headers({dpop, clientId}))['authorization']).to.match(want)
      })

    it('explains a demand for DPoP when the connection says never', async () => {
      const error = await opsErrorFrom(() => headers({dpop: 'never' as DpopWish}))
      expect(error).to.include({code: 'OPS_OAUTH', failure: 'denied'})
    })

    for (const offMs of [3_600_000, -3_600_000])
      it(`corrects a clock that is ${offMs > 0 ? 'an hour behind' : 'an hour ahead'}`, async () => {
        const wrong = {...machine(), now: () => new Date(Date.now() - offMs)}
        const authorizer = createAuthorizer(wrong, connection())
        const {dpop = ''} = await authorizer.headersFor({method: 'GET', url: server.url})
        const {iat} = JSON.parse(Buffer.from(dpop.split('.')[1]!, 'base64url').toString()) as {iat: number}
        expect(Math.abs(iat - Date.now() / 1000)).to.be.below(10)
      })

    it('says what is wrong with the key of the app', async () => {
      const other = generateKeyPairSync('ec', {namedCurve: 'P-256'}).privateKey
      const error = await opsErrorFrom(() =>
        headers({privateKey: other.export({type: 'pkcs8', format: 'pem'}).toString()}),
      )
      expect(error).to.include({code: 'OPS_OAUTH', failure: 'denied', next: 'okta-ops org check halyard'})
      expect(error.message).to.contain("does not accept the app's key").and.contain('invalid_client')
    })

    it('says which scopes are missing', async () => {
      const error = await opsErrorFrom(() => headers({clientId: 'small'}))
      expect(error.message).to.contain('does not have one of the scopes').and.contain('invalid_scope')
    })

    it('has proofs that the server believes', async () => {
      // A bound token of a client without a person is refused at userinfo for that reason alone, after its proof was checked.
      const url = `${server.url}/oauth2/v1/userinfo`
      const authorizer = createAuthorizer(machine(), connection())
      const ask = async () =>
        sendRequest(machine(), {
          method: 'GET',
          url,
          headers: await authorizer.headersFor({method: 'GET', url}),
        })
      const first = await ask()
      expect(first.headers['www-authenticate']).to.contain('use_dpop_nonce')
      authorizer.learn?.(first.headers as Record<string, string>, new Date())
      expect(await authorizer.renew(undefined, 'use_dpop_nonce')).to.equal(true)
      expect((await ask()).headers['www-authenticate'] ?? '').not.to.match(/dpop/)
    })
  })
})
