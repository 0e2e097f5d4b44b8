import {expect} from 'chai'
import {createHash, generateKeyPairSync, randomUUID, sign, type KeyObject} from 'node:crypto'
import {Company} from '../../../src/lib/sandbox/company/company.js'
import {FaultBoard} from '../../../src/lib/sandbox/faults/fault-board.js'
import type {StoredPayload} from '../../../src/lib/sandbox/okta/auth/issued.js'
import {createOktaAuth} from '../../../src/lib/sandbox/okta/auth/okta-auth.js'
import type {OktaCaller} from '../../../src/lib/sandbox/okta/caller.js'
import {admit, identify} from '../../../src/lib/sandbox/okta/door.js'
import {OktaRefusal} from '../../../src/lib/sandbox/okta/refusal.js'
import {halyard} from '../../../src/lib/sandbox/seed/halyard.js'
import type {World} from '../../../src/lib/sandbox/world.js'

const origin = 'http://127.0.0.1:4000'
const service = '0oa1servicehalyard07'
const native = '0oa2nativehalyard0d7'
const mira = 'mira.castellan@halyard.test'

function key(type: 'rsa' | 'ec'): {privateKey: KeyObject; publicKey: KeyObject} {
  return type === 'rsa'
    ? generateKeyPairSync('rsa', {modulusLength: 2048})
    : generateKeyPairSync('ec', {namedCurve: 'P-256'})
}

const ec = key('ec')
const otherKey = key('ec')
const rsa = key('rsa')

interface ProofChanges {
  readonly header?: object
  readonly claims?: object
  readonly keys?: typeof ec
}

/** A DPoP proof for GET /api/v1/logs with `token`, except for the changes. */
function proof(token: string, now: Date, {header = {}, claims = {}, keys = ec}: ProofChanges = {}): string {
  const isRsa = keys.publicKey.asymmetricKeyType === 'rsa'
  const parts = [
    {typ: 'dpop+jwt', alg: isRsa ? 'RS256' : 'ES256', jwk: keys.publicKey.export({format: 'jwk'}), ...header},
    {
      htm: 'GET',
      htu: `${origin}/api/v1/logs`,
      iat: Math.floor(now.getTime() / 1000),
      jti: randomUUID(),
      ath: createHash('sha256').update(token).digest('base64url'),
      ...claims,
    },
  ].map((part) => Buffer.from(JSON.stringify(part)).toString('base64url'))
  const signed = parts.join('.')
  const made = sign('sha256', Buffer.from(signed), {key: keys.privateKey, dsaEncoding: 'ieee-p1363'})
  return `${signed}.${made.toString('base64url')}`
}

function refusalOf(act: () => unknown): OktaRefusal {
  try {
    act()
  } catch (error) {
    if (error instanceof OktaRefusal) return error
    throw error
  }
  throw new Error('nothing was refused')
}

function thumbprint({publicKey}: typeof ec): string {
  const {kty, crv, x, y, e, n} = publicKey.export({format: 'jwk'})
  const members = kty === 'EC' ? {crv, kty, x, y} : {e, kty, n}
  return createHash('sha256').update(JSON.stringify(members)).digest('base64url')
}

describe('the door of the org', () => {
  let now: Date
  let world: World
  beforeEach(() => {
    now = new Date('2026-03-01T10:00:00Z')
    world = {
      company: new Company(halyard),
      oktaAuth: createOktaAuth(halyard, [], now),
      faults: new FaultBoard([]),
      origin,
      now: () => now,
    } as unknown as World
  })

  const later = (ms: number): void => {
    now = new Date(now.getTime() + ms)
  }
  const issue = (text: string, payload: StoredPayload, ttlMs = 3_600_000): void => {
    const expiresAt = new Date(now.getTime() + ttlMs)
    world.oktaAuth.issued.of('AccessToken').set(text, {payload, expiresAt})
  }
  const enter = (headers: Record<string, string>): OktaCaller =>
    identify(world, {method: 'GET', rawPath: '/api/v1/logs', headers})
  const refusal = (headers: Record<string, string>): OktaRefusal => refusalOf(() => enter(headers))
  const apiToken = (): string => world.oktaAuth.tokens.all[0]?.value ?? ''

  describe('with an API token', () => {
    it('knows whose it is', () => {
      const {id, login} = world.company.user(mira)
      expect(login).to.equal(mira)
      expect(enter({authorization: `SSWS ${apiToken()}`})).to.deep.equal({
        kind: 'token',
        id: world.oktaAuth.tokens.all[0]?.id,
        userId: id,
        isAdmin: true,
      })
    })

    const dead: readonly {name: string; kill: () => void}[] = [
      {name: 'was revoked', kill: () => world.oktaAuth.tokens.revoke('okta-ops')},
      {name: 'belongs to somebody deactivated', kill: () => world.company.setActive(mira, false)},
      {
        name: 'was not used for 30 days',
        kill: () => {
          later(30 * 24 * 3_600_000 + 1)
        },
      },
    ]
    for (const {name, kill} of dead)
      it(`refuses one that ${name}`, () => {
        const headers = {authorization: `SSWS ${apiToken()}`}
        enter(headers)
        kill()
        expect(refusal(headers)).to.include({status: 401, errorCode: 'E0000011'})
      })

    it('keeps one alive that is used', () => {
      for (let month = 0; month < 3; month += 1) {
        later(29 * 24 * 3_600_000)
        enter({authorization: `SSWS ${apiToken()}`})
      }
    })

    it('refuses an unknown one, and a request without any', () => {
      expect(refusal({authorization: 'SSWS 00nobody'})).to.include({status: 401, errorCode: 'E0000011'})
      for (const headers of [{}, {authorization: ''}, {authorization: 'SSWS'}, {authorization: 'Basic eDp5'}])
        expect(refusal(headers)).to.include({status: 401, errorCode: 'E0000004'})
    })
  })

  describe('with a token of the authorization server', () => {
    it('tells an app from a person', () => {
      const {id} = world.company.user(mira)
      issue('app', {clientId: service, scope: 'okta.logs.read'})
      issue('person', {clientId: native, accountId: id, scope: 'openid okta.logs.read'})
      expect(enter({authorization: 'Bearer app'})).to.deep.equal({
        kind: 'app',
        id: service,
        scopes: ['okta.logs.read'],
        isAdmin: true,
      })
      expect(enter({authorization: 'Bearer person'})).to.deep.include({kind: 'person', userId: id})
    })

    it('refuses one that is unknown, expired, or whose person is deactivated', () => {
      const tobias = world.company.user('tobias.wren@halyard.test')
      issue('old', {clientId: service, scope: ''}, 1000)
      issue('his', {clientId: native, accountId: tobias.id, scope: ''})
      enter({authorization: 'Bearer his'})
      later(1000)
      world.company.setActive(tobias.login, false)
      for (const text of ['old', 'his', 'nobody']) {
        const {status, errorCode, details} = refusal({authorization: `Bearer ${text}`})
        expect({status, errorCode}).to.deep.equal({status: 401, errorCode: 'E0000011'})
        expect(details.headers?.['www-authenticate']).to.match(/^Bearer .*error="invalid_token"/)
      }
    })
  })

  describe('with a token bound to a key', () => {
    for (const [name, keys] of Object.entries({ES256: ec, RS256: rsa}))
      it(`takes a proof signed with ${name}`, () => {
        issue('bound', {clientId: service, scope: '', jkt: thumbprint(keys)})
        expect(enter({authorization: 'DPoP bound', dpop: proof('bound', now, {keys})})).to.include({
          kind: 'app',
        })
      })

    it('refuses it as a bearer token', () => {
      issue('bound', {clientId: service, scope: '', jkt: thumbprint(ec)})
      const {status, details} = refusal({authorization: 'Bearer bound'})
      expect(status).to.equal(400)
      expect(details.causes).to.deep.equal(['dpop_authentication_scheme_required'])
    })

    it('refuses a proof the second time', () => {
      issue('bound', {clientId: service, scope: '', jkt: thumbprint(ec)})
      const headers = {authorization: 'DPoP bound', dpop: proof('bound', now)}
      enter(headers)
      expect(refusal(headers).details.causes).to.deep.equal(['dpop_proof_already_used'])
    })

    const seconds = (at: number): object => ({
      iat: Math.floor(new Date('2026-03-01T10:00:00Z').getTime() / 1000) + at,
    })
    const bad: readonly ({name: string; says: string} & ProofChanges)[] = [
      {name: 'of another method', claims: {htm: 'POST'}, says: 'invalid_dpop_proof_htm'},
      {name: 'of another path', claims: {htu: `${origin}/api/v1/users`}, says: 'invalid_dpop_proof_htu'},
      {
        name: 'of another host',
        claims: {htu: 'http://okta.test/api/v1/logs'},
        says: 'invalid_dpop_proof_htu',
      },
      {name: 'of another token', claims: {ath: 'x'}, says: 'invalid_dpop_proof_ath'},
      {
        name: 'that is older than five minutes',
        claims: seconds(-301),
        says: 'invalid_dpop_proof_jwt_too_old',
      },
      {name: 'from the future', claims: seconds(60), says: 'invalid_dpop_proof_jwt_issued_in_future'},
      {
        name: 'signed with another key',
        keys: otherKey,
        says: 'invalid_dpop_proof_invalid_public_key_binding',
      },
      {
        name: 'that names a key it is not signed with',
        header: {jwk: otherKey.publicKey.export({format: 'jwk'})},
        says: 'invalid_dpop_proof',
      },
      {
        name: 'that shows its private key',
        header: {jwk: ec.privateKey.export({format: 'jwk'})},
        says: 'invalid_dpop_proof',
      },
      {name: 'of another type', header: {typ: 'JWT'}, says: 'invalid_dpop_proof'},
      {name: 'without an id', claims: {jti: undefined}, says: 'invalid_dpop_proof'},
      {name: 'that is not signed at all', header: {alg: 'none'}, says: 'invalid_dpop_proof'},
    ]
    for (const {name, says, ...changes} of bad)
      it(`refuses a proof ${name}`, () => {
        issue('bound', {clientId: service, scope: '', jkt: thumbprint(ec)})
        const {status, details} = refusal({authorization: 'DPoP bound', dpop: proof('bound', now, changes)})
        expect(status).to.equal(401)
        expect(details.causes).to.deep.equal([says])
        expect(details.headers?.['www-authenticate']).to.match(
          /^DPoP algs=".*ES256.*error="invalid_dpop_proof"/,
        )
      })

    it('takes a query in the called address but not a proof that is no JWT, nor none', () => {
      issue('bound', {clientId: service, scope: '', jkt: thumbprint(ec)})
      enter({
        authorization: 'DPoP bound',
        dpop: proof('bound', now, {claims: {htu: `${origin}/api/v1/logs?q=1`}}),
      })
      for (const dpop of ['', 'a.b', 'e30.e30.e30'])
        expect(refusal({authorization: 'DPoP bound', dpop}).status).to.equal(401)
      expect(refusal({authorization: 'DPoP bound'}).status).to.equal(401)
    })

    it('goes by the clock that the clock fault makes wrong', () => {
      world.faults.plan('clock=-7m')
      issue('bound', {clientId: service, scope: '', jkt: thumbprint(ec)})
      enter({authorization: 'DPoP bound', dpop: proof('bound', now, {claims: seconds(-420)})})
      expect(refusal({authorization: 'DPoP bound', dpop: proof('bound', now)}).status).to.equal(401)
    })
  })

  describe('and what a caller may do', () => {
    const app: OktaCaller = {
      kind: 'app',
      id: 'x',
      scopes: ['okta.logs.read', 'okta.groups.manage'],
      isAdmin: true,
    }
    it('asks for the scope, of which manage implies read', () => {
      for (const scope of ['okta.logs.read', 'okta.groups.manage', 'okta.groups.read']) admit(app, scope)
      for (const scope of ['okta.users.read', 'okta.logs.manage']) {
        const error = refusalOf(() => {
          admit(app, scope)
        })
        expect(error).to.include({status: 403, errorCode: 'E0000006'})
        expect(error.details.headers?.['www-authenticate']).to.contain('error="insufficient_scope"')
      }
    })

    it('asks for an admin role besides, and refuses without a word about scopes', () => {
      for (const caller of [{...app, isAdmin: false}, {kind: 'token', id: 'x', isAdmin: false} as const]) {
        const error = refusalOf(() => {
          admit(caller, 'okta.logs.read')
        })
        expect(error).to.include({status: 403, errorCode: 'E0000006'})
        expect(error.details.headers).to.deep.equal({})
      }
      admit({kind: 'token', id: 'x', isAdmin: true}, 'okta.logs.read')
    })
  })
})
