import {checkAssertion, subjectOf} from './assertion.js'
import type {OktaApp} from './apps.js'
import {approveDevice, waitingDevices} from './devices.js'
import {checkProof, ProofRefused} from './dpop-proof.js'
import {invalidClient, OauthRefusal} from './oauth-error.js'
import {isAssigned} from './okta-auth.js'
import {allowedScopes, deviceGrantType, scopesOf} from './scopes.js'
import {rememberProof} from '../door.js'
import {textField, type Call} from '../../aws/call.js'
import {skewedNow} from '../../faults/clock.js'
import type {World} from '../../world.js'

/**
 * What Okta asks of a client before it looks at a grant, in the order it asks: oidc-provider is stricter in some of it,
 * milder in some, and has other words for all of it.
 * @throws OauthRefusal
 */
export function checkClient(world: World, call: Call): OktaApp {
  const assertion = textField(call, 'client_assertion')
  const clientId = assertion === undefined ? textField(call, 'client_id') : subjectOf(assertion)
  const usesSecret =
    textField(call, 'client_secret') !== undefined || call.headers['authorization'] !== undefined
  if (usesSecret) throw invalidClient(wantsAssertion)
  const app = world.oktaAuth.apps.find(clientId)
  if (app === undefined) throw invalidClient("Invalid value for 'client_id' parameter.")
  if (app.type === 'native') {
    if (assertion !== undefined) throw invalidClient('Browser and native applications cannot authenticate.')
    return app
  }
  if (assertion === undefined) throw invalidClient(wantsAssertion)
  useAssertion(world, call, {assertion, app})
  return app
}

const wantsAssertion =
  'Client Credentials requests to the Org Authorization Server must use the private_key_jwt token_endpoint_auth_method.'

function useAssertion(
  world: World,
  call: Call,
  {assertion, app}: {readonly assertion: string; readonly app: OktaApp},
): void {
  const now = skewedNow(world)
  const {jti, expiresAt} = checkAssertion(assertion, app, {tokenUrls: urlsOf(world, call), now})
  const used = world.oktaAuth.issued.of('Assertion')
  const id = `${app.clientId} ${jti ?? assertion}`
  if (used.has(id)) throw invalidClient('The client_assertion has already been used.')
  used.set(id, {payload: {}, expiresAt})
}

/**
 * What else Okta asks of a request for a token.
 * @throws OauthRefusal
 */
export function checkTokenRequest(world: World, call: Call): void {
  const app = checkClient(world, call)
  const grantType = textField(call, 'grant_type')
  if (grantType === 'client_credentials') checkScope(world, app, textField(call, 'scope'))
  checkTokenProof(world, call, app)
  if (grantType === deviceGrantType) checkDevice(world, textField(call, 'device_code') ?? '')
  if (grantType === 'refresh_token')
    checkPerson(world, 'RefreshToken', textField(call, 'refresh_token') ?? '')
}

/** @throws OauthRefusal invalid_scope */
export function checkScope(world: World, app: OktaApp, asked: string | undefined): void {
  const scopes = (asked ?? '').split(' ').filter(Boolean)
  if (scopes.length === 0) {
    throw invalidScope(
      "The authorization server resource does not have any configured default scopes, 'scope' must be provided.",
    )
  }
  const known = scopesOf(world)
  if (!scopes.every((scope) => known.includes(scope)))
    throw invalidScope('One or more scopes are not configured for the authorization server resource.')
  const missing = scopes.filter((scope) => !allowedScopes(app).includes(scope))
  if (missing.length > 0) throw invalidScope(`The client is not granted the scope ${missing.join(', ')}.`)
}

function invalidScope(description: string): OauthRefusal {
  return new OauthRefusal(400, 'invalid_scope', description)
}

function checkTokenProof(world: World, call: Call, {dpop}: OktaApp): void {
  const text = call.headers['dpop']
  if (text === undefined) {
    if (!dpop) return
    throw new OauthRefusal(400, 'invalid_dpop_proof', 'The DPoP proof JWT header is missing.')
  }
  const now = skewedNow(world)
  try {
    const {jti} = checkProof(text, {method: call.method, urls: urlsOf(world, call), now})
    rememberProof(world, jti, now)
  } catch (error) {
    if (error instanceof ProofRefused) throw new OauthRefusal(400, 'invalid_dpop_proof', error.message)
    throw error
  }
}

/** With --auto-approve nobody need look at the device's page. Somebody deactivated meanwhile gets nothing. */
function checkDevice(world: World, deviceCode: string): void {
  const waiting = waitingDevices(world).find((device) => device.deviceCode === deviceCode)
  if (waiting !== undefined && world.autoApproveAs !== undefined)
    approveDevice(world, waiting, world.company.user(world.autoApproveAs))
  checkPerson(world, 'DeviceCode', deviceCode)
}

/** Nobody gets a token who is deactivated, or was taken off the app. */
function checkPerson(world: World, kind: string, id: string): void {
  const payload = world.oktaAuth.issued.of(kind).get(id)?.payload
  const app = world.oktaAuth.apps.find(payload?.clientId)
  if (payload?.accountId === undefined || app === undefined) return
  const user = world.company.userOfId(payload.accountId)
  if (user?.active === true && isAssigned(world.company, user, app)) return
  throw new OauthRefusal(400, 'access_denied', 'User is not assigned to the client application.')
}

/** The address that was called, by either name of the sandbox. */
function urlsOf(world: World, {rawPath, headers}: Call): readonly string[] {
  return [`${world.origin}${rawPath}`, `http://${headers['host'] ?? ''}${rawPath}`]
}
