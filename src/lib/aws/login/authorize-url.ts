import {callbackPath} from '../../sign-in/callback-listener.js'
import type {PkceProof} from '../../sign-in/pkce.js'

export interface AuthorizeRequest {
  /** Base of the OIDC service, possibly with a path. */
  readonly endpoint: string
  readonly clientId: string
  readonly redirectUri: string
  readonly scopes: readonly string[]
  readonly proof: PkceProof
}

/** The redirect URI a client is registered with; the real one carries the port. */
export const registeredRedirectUri = `http://127.0.0.1${callbackPath}`

/**
 * The page a browser is sent to. The AWS CLI sends `scopes`, others `scope` (RFC 6749); which of them the service
 * reads is not documented, and it must ignore the one it does not know: both are sent.
 */
export function authorizeUrl({endpoint, clientId, redirectUri, scopes, proof}: AuthorizeRequest): string {
  const url = new URL(`${endpoint.replace(/\/+$/, '')}/authorize`)
  url.search = new URLSearchParams({
    response_type: 'code',
    client_id: clientId,
    redirect_uri: redirectUri,
    state: proof.state,
    code_challenge_method: 'S256',
    code_challenge: proof.challenge,
    scopes: scopes.join(' '),
    scope: scopes.join(' '),
  }).toString()
  return url.href
}
