import type {OktaApp} from './apps.js'
import {jsonOf} from './oauth-error.js'
import type {AuthAnswer} from './provider-call.js'
import {textField, type Call} from '../../aws/call.js'
import type {User} from '../../company/company.js'
import {adminOrigin, browserOrigin, record, userParty} from '../log/journal.js'
import type {Happening, Origin, Party} from '../log/log-event.js'
import type {World} from '../../world.js'

/* What signing in leaves in the System Log. */

/** A person let an app in, or did not, or may not. */
export function tellConsent(
  world: World,
  {user, app, scope, allowed}: {user: User; app: OktaApp; scope: string; allowed: boolean},
): void {
  const outcome = allowed ? {result: 'SUCCESS'} : {result: 'FAILURE', reason: 'access_denied'}
  const target = [appTarget(app), userParty(user)]
  const debugData = {requestedScopes: scope.split(' ').join(', ')}
  const origin = browserOrigin(userParty(user), '/oauth2/v1/authorize')
  record(
    world,
    {
      eventType: 'app.oauth2.consent.grant',
      displayMessage: 'User granted consent to app',
      legacyEventType: 'app.oauth2.consent.grant',
      target,
      outcome,
      debugData,
    },
    origin,
  )
  if (!allowed) return
  const sso = {eventType: 'user.authentication.sso', displayMessage: 'User single sign on to app', target}
  record(world, sso, origin)
}

/** What became of a request for a token. */
export function tellToken(world: World, call: Call, answer: AuthAnswer): void {
  const body = jsonOf(answer)
  const error = body['error']
  // A poll that found nobody yet is no event, nor is the first half of a DPoP handshake.
  if (['authorization_pending', 'slow_down', 'use_dpop_nonce'].includes(String(error))) return
  const grantType = textField(call, 'grant_type') ?? 'unknown'
  const origin = tokenOrigin(world, call, body)
  const outcome =
    error === undefined && answer.status === 200
      ? {result: 'SUCCESS'}
      : {result: 'FAILURE', reason: typeof error === 'string' ? error : String(answer.status)}
  const debugData = {
    grantType,
    requestedScopes: textField(call, 'scope') ?? '',
    ...(typeof body['scope'] === 'string' ? {grantedScopes: body['scope'].split(' ').join(', ')} : {}),
  }
  for (const happening of tokenHappenings(body, outcome))
    record(world, {...happening, outcome, debugData}, origin)
}

/** A rotated refresh token came back after its grace: somebody has a copy. */
export function tellReuse(world: World, call: Call): void {
  record(
    world,
    {
      eventType: 'app.oauth2.token.detect_reuse',
      displayMessage: 'OAuth 2.0 refresh token reuse detected',
      severity: 'WARN',
      outcome: {result: 'FAILURE', reason: 'refresh_token_reuse'},
    },
    tokenOrigin(world, call, {}),
  )
}

/** An API token was revoked in the admin's pages. */
export function tellApiTokenRevoked(world: World, name: string): void {
  const token = world.oktaAuth.tokens.all.find((candidate) => candidate.name === name)
  const target = [{id: token?.id ?? 'unknown', type: 'Token', alternateId: 'unknown', displayName: name}]
  const happening = {eventType: 'system.api_token.revoke', displayMessage: 'Revoke API token', target}
  record(world, happening, adminOrigin(world, '/api/internal/tokens'))
}

/** A token was given back. */
export function tellRevoked(world: World, call: Call): void {
  const happening = {eventType: 'app.oauth2.token.revoke', displayMessage: 'OAuth 2.0 token revocation'}
  record(world, happening, tokenOrigin(world, call, {}))
}

function tokenHappenings(
  body: Readonly<Record<string, unknown>>,
  outcome: {readonly result: string},
): readonly Happening[] {
  const grant = (kind: string): Happening => ({
    eventType: `app.oauth2.token.grant${kind === '' ? '' : `.${kind}`}`,
    displayMessage: `OIDC ${kind === '' ? 'token' : kind.replace('_', ' ')} is granted`,
    legacyEventType: `app.oauth2.token.grant${kind === '' ? '' : `.${kind}`}_${outcome.result.toLowerCase()}`,
    severity: outcome.result === 'SUCCESS' ? 'INFO' : 'WARN',
  })
  if (outcome.result !== 'SUCCESS') return [grant('')]
  return ['access_token', 'refresh_token', 'id_token'].filter((kind) => kind in body).map(grant)
}

function tokenOrigin(world: World, {headers, rawPath, fields}: Call, body: object): Origin {
  const token = (body as {access_token?: unknown}).access_token
  const grant = typeof token === 'string' ? world.oktaAuth.issued.accessGrant(token, world.now()) : undefined
  const clientId = grant?.clientId ?? clientOf(fields)
  const app = world.oktaAuth.apps.find(clientId)
  const actor = app === undefined ? unknownApp(clientId) : {...appTarget(app), type: 'PublicClientApp'}
  return {...browserOrigin(actor, rawPath, headers['user-agent'] ?? ''), sessionId: undefined}
}

/** Who says to be asking. */
function clientOf(fields: Call['fields']): string {
  const assertion = fields['client_assertion']
  if (typeof assertion !== 'string') return textOf(fields['client_id'])
  const claims = jsonOf({body: Buffer.from(assertion.split('.')[1] ?? '', 'base64url').toString()})
  return textOf(claims['sub'])
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : 'unknown'
}

function appTarget({clientId, name}: OktaApp): Party {
  return {id: clientId, type: 'AppInstance', alternateId: name, displayName: name}
}

function unknownApp(clientId: string): Party {
  return {id: clientId, type: 'PublicClientApp', alternateId: 'unknown', displayName: 'unknown'}
}
