import type {AccessGrant} from './auth/issued.js'
import {checkProof, proofAlgorithms, ProofRefused} from './auth/dpop-proof.js'
import type {OktaCaller} from './caller.js'
import {authenticationFailed, invalidToken, notPermitted, OktaRefusal} from './refusal.js'
import type {Call} from '../aws/call.js'
import type {User} from '../company/company.js'
import {skewedNow} from '../faults/clock.js'
import type {World} from '../world.js'

/** What the door looks at of a request. */
export type Knock = Pick<Call, 'method' | 'rawPath' | 'headers'>

/**
 * Who calls, by the Authorization header (`SSWS`, `Bearer` or `DPoP`).
 * @throws OktaRefusal 401, or 400 where the request is at fault
 */
export function identify(world: World, call: Knock): OktaCaller {
  const [scheme = '', token = '', ...rest] = (call.headers['authorization'] ?? '').trim().split(/ +/)
  if (token === '' || rest.length > 0) throw authenticationFailed()
  if (/^ssws$/i.test(scheme)) return tokenCaller(world, token)
  if (/^(bearer|dpop)$/i.test(scheme))
    return oauthCaller(world, call, {token, isDpop: /^dpop$/i.test(scheme)})
  throw authenticationFailed()
}

/**
 * Whether `caller` may do what needs `scope`. An API token has its owner's rights; anybody else needs the scope, of which
 * `manage` implies `read`, and an admin role besides.
 * @throws OktaRefusal 403 E0000006
 */
export function admit(caller: OktaCaller, scope: string): void {
  const enough = [scope, scope.replace(/\.read$/, '.manage')]
  if (caller.scopes !== undefined && !caller.scopes.some((held) => enough.includes(held))) {
    const words = 'The access token provided does not contain the required scopes.'
    throw notPermitted({
      'www-authenticate': challenge('Bearer', {error: 'insufficient_scope', words, scope}),
    })
  }
  if (!caller.isAdmin) throw notPermitted()
}

function tokenCaller(world: World, value: string): OktaCaller {
  const token = world.oktaAuth.tokens.use(value, world.now())
  const owner = token === undefined ? undefined : world.company.findUser(token.owner)
  if (token === undefined || owner?.active !== true) throw invalidToken()
  return {kind: 'token', id: token.id, userId: owner.id, isAdmin: world.oktaAuth.admins.has(owner.login)}
}

function oauthCaller(
  world: World,
  call: Knock,
  {token, isDpop}: {readonly token: string; readonly isDpop: boolean},
): OktaCaller {
  const grant = world.oktaAuth.issued.accessGrant(token, world.now())
  const app = world.oktaAuth.apps.find(grant?.clientId)
  if (grant === undefined || app === undefined) throw unknownToken(isDpop)
  checkBinding(world, call, {token, isDpop, grant})
  if (grant.userId === undefined) {
    return {kind: 'app', id: app.clientId, scopes: grant.scopes, isAdmin: app.adminRole}
  }
  const user = userOf(world, grant.userId)
  if (user?.active !== true) throw unknownToken(isDpop)
  const isAdmin = world.oktaAuth.admins.has(user.login)
  return {kind: 'person', id: app.clientId, userId: user.id, scopes: grant.scopes, isAdmin}
}

function userOf(world: World, id: string): User | undefined {
  return world.company.userOfId(id)
}

function checkBinding(
  world: World,
  call: Knock,
  {token, isDpop, grant}: {readonly token: string; readonly isDpop: boolean; readonly grant: AccessGrant},
): void {
  if (!isDpop) {
    if (grant.jkt === undefined) return
    throw badRequest(
      'dpop_authentication_scheme_required',
      'The token is bound to a key: use the DPoP scheme.',
    )
  }
  if (grant.jkt === undefined) throw badRequest('dpop_not_bound', 'The token is not bound to a key.')
  const text = call.headers['dpop']
  if (text === undefined) throw badProof('invalid_dpop_proof', 'The DPoP proof JWT header is missing.')
  const now = skewedNow(world)
  try {
    const urls = hostsOf(world, call).map((host) => `http://${host}${call.rawPath}`)
    const proof = checkProof(text, {method: call.method, urls, now, accessToken: token})
    if (proof.jkt !== grant.jkt) {
      throw new ProofRefused(
        'invalid_dpop_proof_invalid_public_key_binding',
        'The DPoP proof JWT is signed with another key than the token is bound to.',
      )
    }
    rememberProof(world, proof.jti, now)
  } catch (error) {
    throw error instanceof ProofRefused ? badProof(error.reason, error.message) : error
  }
}

/** The sandbox answers to two names; a proof names the one that was called. */
function hostsOf(world: World, {headers}: Knock): readonly string[] {
  return [new URL(world.origin).host, headers['host'] ?? '']
}

/**
 * A proof opens once.
 * @throws ProofRefused when it was seen before
 */
export function rememberProof({oktaAuth: {proofs}}: World, jti: string, now: Date): void {
  if (proofs.has(jti)) {
    throw new ProofRefused('dpop_proof_already_used', 'The DPoP proof JWT has already been used.')
  }
  for (const [seen, at] of proofs) if (now.getTime() - at.getTime() > 600_000) proofs.delete(seen)
  proofs.set(jti, now)
}

function unknownToken(isDpop: boolean): OktaRefusal {
  const {status, errorCode, message} = invalidToken()
  const words = 'The access token is invalid.'
  const header = challenge(isDpop ? 'DPoP' : 'Bearer', {error: 'invalid_token', words})
  return new OktaRefusal(status, errorCode, {summary: message, headers: {'www-authenticate': header}})
}

function badProof(reason: string, words: string): OktaRefusal {
  const headers = {'www-authenticate': challenge('DPoP', {error: 'invalid_dpop_proof', words})}
  return new OktaRefusal(401, 'E0000011', {summary: 'Invalid token provided', causes: [reason], headers})
}

function badRequest(reason: string, words: string): OktaRefusal {
  const headers = {'www-authenticate': challenge('DPoP', {error: 'invalid_request', words})}
  return new OktaRefusal(400, 'E0000011', {summary: 'Invalid token provided', causes: [reason], headers})
}

/** The `WWW-Authenticate` header of a refusal (RFC 6750, RFC 9449). */
function challenge(
  scheme: 'Bearer' | 'DPoP',
  {error, words, scope}: {readonly error: string; readonly words: string; readonly scope?: string},
): string {
  const parts = [
    ...(scheme === 'DPoP' ? [`algs="${proofAlgorithms.join(' ')}"`] : []),
    ...(scope === undefined ? [] : [`scope="${scope}"`]),
    `error="${error}"`,
    `error_description="${words}"`,
  ]
  return `${scheme} ${parts.join(', ')}`
}
