import type * as Oauth from 'oauth4webapi'
import {OpsError} from '../../shared/errors.js'
import {hideSecrets} from '../../shared/hide-secrets.js'
import {isPassing} from '../../shared/http-retry.js'
import type {DpopWish} from '../connection.js'
import type {DpopKey} from './dpop-key.js'
import {checkCommand, explainOauth, notOauth} from './oauth-advice.js'
import {OauthRefused} from './oauth-refused.js'
import type {OauthTransport} from './oauth-transport.js'
import type {OrgPerson, OrgToken, TokenConnection} from './token-cache.js'

/** What lasts from request to request to one authorization server. */
export interface Conversation extends OauthTransport {
  readonly connection: TokenConnection
  readonly oauth: typeof Oauth
  readonly wish: DpopWish
  readonly dpopKey: DpopKey
  /** Added to this machine's clock. */
  skewMs: number
  proves: boolean
}

/** Skew below this is harmless, and no more than `Date`'s whole seconds and the way there. */
export const tolerableSkewMs = 5000

/** The refusal in an error of the library; undefined when the answer was no OAuth refusal. */
export function oauthErrorOf({oauth}: Conversation, error: unknown): Oauth.ResponseBodyError | undefined {
  return error instanceof oauth.ResponseBodyError ? error : undefined
}

/** What a person is told of whatever went wrong. */
export function explained(talk: Conversation, error: unknown): unknown {
  if (error instanceof OpsError) return error
  const refusal = oauthErrorOf(talk, error)
  const {connection, lastStatus: status} = talk
  if (refusal !== undefined) {
    const aheadMs = talk.seenSkewMs === undefined ? undefined : -talk.seenSkewMs
    const facts = {
      status,
      error: refusal.error,
      description: refusal.error_description && hideSecrets(refusal.error_description),
      aheadMs,
    }
    const told = explainOauth({...facts, requestId: talk.lastRequestId}, connection)
    return new OpsError(told.code, told.message, {
      failure: told.failure,
      cause: new OauthRefused(refusal.error, status),
      ...(told.next === undefined ? {} : {next: told.next}),
    })
  }
  if (isPassing(status))
    return new OpsError('OPS_SERVICE', `the org's authorization server failed (HTTP ${status})`, {
      failure: 'unavailable',
      cause: error,
    })
  return notOauth(status, connection)
}

/**
 * The token of an answer, with what its renewal needs.
 * @throws OpsError OPS_OAUTH when it is not bound to a key, and has to be
 */
export function toToken(
  talk: Conversation,
  answer: Oauth.TokenEndpointResponse,
  former: OrgToken | undefined,
): OrgToken {
  const {machine, connection, oauth, wish} = talk
  const bound = answer.token_type === 'dpop'
  if (wish === 'always' && !bound)
    throw new OpsError(
      'OPS_OAUTH',
      'the org gave a token that is not bound to a key, and the connection says --dpop always',
      {
        failure: 'denied',
        next: checkCommand(connection),
      },
    )
  // RFC 6749 only recommends expires_in; Okta's tokens live an hour.
  const lifetimeMs = (answer.expires_in ?? 3600) * 1000
  return {
    accessToken: answer.access_token,
    tokenType: bound ? 'dpop' : 'bearer',
    expiresAt: new Date(machine.now().getTime() + lifetimeMs),
    lifetimeMs,
    scopes: (answer.scope ?? connection.auth.scopes.join(' ')).split(' ').filter(Boolean),
    refreshToken: answer.refresh_token ?? former?.refreshToken,
    dpopKey: bound || answer.refresh_token !== undefined ? talk.dpopKey : undefined,
    nonce: talk.nonce,
    skewMs: Math.abs(talk.seenSkewMs ?? 0) > tolerableSkewMs ? (talk.seenSkewMs ?? 0) : 0,
    person: personOf(oauth.getValidatedIdTokenClaims(answer)) ?? former?.person,
  }
}

function personOf(claims: Oauth.IDToken | undefined): OrgPerson | undefined {
  if (claims === undefined) return undefined
  const {sub, preferred_username: login, name} = claims
  return {
    sub,
    login: typeof login === 'string' ? login : undefined,
    name: typeof name === 'string' ? name : undefined,
  }
}
