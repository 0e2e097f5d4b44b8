import {OpsError, type OpsErrorOptions} from '../../shared/errors.js'
import {shellWord} from '../../shared/shell-word.js'
import {visibleText} from '../../shared/visible-text.js'
import type {OrgConnection} from '../connection.js'

/** What an authorization server said no with (RFC 6749, 5.2), and where. */
export interface OauthRefusal {
  readonly status: number
  readonly error: string
  readonly description: string | undefined
  readonly requestId: string | undefined
  /** What the clock here is ahead of the org's, when that was seen. */
  readonly aheadMs?: number | undefined
}

type Org = Pick<OrgConnection, 'name' | 'auth' | 'orgUrl'>

/**
 * The failure that an OAuth refusal becomes. Decided by `error` and the HTTP status, never by the description, which is
 * shown as the server wrote it: Okta puts its internal reason there, or in the System Log only.
 */
export function explainOauth(refusal: OauthRefusal, org: Org): OpsError {
  const {words, ...options} = adviceFor(refusal, org)
  const {status, error, description = '', requestId} = refusal
  const said = description === '' ? '' : ` Okta says: ${visibleText(description).slice(0, 400)}`
  const marks = [
    `HTTP ${status}`,
    visibleText(error),
    requestId === undefined ? '' : `request ${visibleText(requestId)}`,
  ]
  const {code = 'OPS_OAUTH', ...rest} = options
  return new OpsError(code, `${words}.${said} (${marks.filter(Boolean).join(', ')})`, rest)
}

interface Advice extends OpsErrorOptions {
  readonly code?: OpsError['code']
  readonly words: string
}

function adviceFor(refusal: OauthRefusal, org: Org): Advice {
  const {error, status} = refusal
  const next = checkCommand(org)
  const denied = {failure: 'denied', next} as const
  const isApp = org.auth.kind === 'service-app'
  switch (error) {
    case 'invalid_client':
      return clientProblem(refusal, org, next)
    case 'use_dpop_nonce':
      return {...denied, words: 'the org asked for a nonce again and again and takes none'}
    case 'invalid_dpop_proof':
      return {...proofProblem(refusal, org), ...(isSkewed(refusal) ? {next: 'date -u'} : {next})}
    case 'invalid_scope':
      return {
        ...denied,
        words:
          "the app does not have one of the scopes: grant it in the Admin Console (the app's Okta API Scopes tab; a Super Admin may), or ask for fewer",
      }
    case 'unauthorized_client':
      return {
        ...denied,
        words: isApp
          ? 'the app may not use client credentials: it must be an API Services app'
          : 'the app may not sign people in this way: it must be a native app with the grant types Authorization Code, Refresh Token and Device Authorization',
      }
    case 'unsupported_grant_type':
      return {
        ...denied,
        words: "the app or the org does not allow this way of signing in (the app's grant types)",
      }
    case 'access_denied':
      return accessDenied(status, next)
    case 'invalid_grant':
      if (isApp) return {...proofProblem(refusal, org), next}
      return {
        code: 'OPS_SIGNED_OUT',
        failure: 'signedOut',
        next: loginCommand(org),
        words: 'the sign-in has ended: it was revoked, was not used for too long, or was refreshed elsewhere',
      }
    case 'expired_token':
      return {
        code: 'OPS_LOGIN_EXPIRED',
        failure: 'signedOut',
        next: loginCommand(org),
        words: 'the code was not approved in time',
      }
    case 'too_many_user_codes':
      return {
        failure: 'unavailable',
        words: 'too many device codes are open; wait some minutes',
        next: loginCommand(org),
      }
    case 'invalid_request':
      return {...denied, words: 'the authorization server could not use the request'}
    default:
      return {...denied, words: 'the authorization server refused'}
  }
}

function clientProblem(refusal: OauthRefusal, {auth}: Org, next: string): Advice {
  if (auth.kind !== 'service-app')
    return {
      failure: 'denied',
      next,
      words:
        'the org does not know this client id, or the app is inactive or not a native app without a secret',
    }
  const clock = isSkewed(refusal) ? "; this machine's clock is wrong too" : ''
  return {
    failure: 'denied',
    next: clock === '' ? next : 'date -u',
    words: `the org does not accept the app's key: compare client id, key and key id with the app in the Admin Console (its public key must be active there, and the app must use "Public key / Private key")${clock}`,
  }
}

function proofProblem(refusal: OauthRefusal, {auth}: Org): Advice {
  const failure = 'denied'
  if (isSkewed(refusal))
    return {failure, words: "the org does not accept the proof of possession: this machine's clock is wrong"}
  if (auth.kind === 'service-app' && auth.dpop === 'never')
    return {
      failure,
      words:
        'the app demands proof of possession (DPoP), and the connection says never: set --dpop auto, or switch "Require DPoP" off for the app',
    }
  return {failure, words: 'the org does not accept the proof of possession (DPoP)'}
}

/** Okta gives each of these its own status, and its reason only in the System Log. */
function accessDenied(status: number, next: string): Advice {
  const failure = 'denied'
  const code = 'OPS_LOGIN_DENIED'
  if (status === 401) return {code, failure, next, words: 'no sign-in policy of the org lets you in this way'}
  if (status === 403)
    return {
      code,
      failure,
      next,
      words: 'the sign-in was refused: by the person, or because of the network zone you are in',
    }
  return {
    code,
    failure,
    next,
    words:
      'the sign-in was denied: by the person, or because you (or a group of yours) are not assigned to the app',
  }
}

function isSkewed({aheadMs = 0}: OauthRefusal): boolean {
  return Math.abs(aheadMs) > 60_000
}

/** The command that signs a person in to this org; one without a name gets one on the way. */
export function loginCommand({name, orgUrl, auth}: Org): string {
  if (name !== undefined) return `okta-ops login --org ${shellWord(name)}`
  const client = auth.kind === 'api-token' ? '' : ` --client-id ${shellWord(auth.clientId)}`
  return `okta-ops org add --org-url ${orgUrl}${client} --login`
}

/** The command that looks into everything this org needs. */
export function checkCommand({name}: Pick<OrgConnection, 'name'>): string {
  return `okta-ops org check${name === undefined ? '' : ` ${shellWord(name)}`}`
}

/** An answer that is not OAuth at all: the wrong address, or something in between. */
export function notOauth(status: number, org: Org): OpsError {
  const {host} = new URL(org.orgUrl)
  const why =
    status === 404
      ? 'there is no authorization server: use the org URL itself, not its -admin host and not a custom authorization server'
      : status >= 300 && status < 400
        ? 'it sends elsewhere, which is not followed: a proxy wants a sign-in, or the org URL is not quite right'
        : 'the answer is not one of an authorization server'
  return new OpsError('OPS_BAD_ANSWER', `${host}: ${why} (HTTP ${status})`, {
    failure: 'unavailable',
    next: checkCommand(org),
  })
}
