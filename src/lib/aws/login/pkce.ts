import {createHash} from 'node:crypto'
import type {Machine} from '../../shared/machine.js'

/**
 * What proves that an answer belongs to this sign-in (RFC 7636). Never printed, except inside the URL where it must
 * be.
 */
export interface PkceProof {
  /** 64 characters; sent only with the code, over the back channel. */
  readonly verifier: string
  /** SHA-256 of the verifier, base64url. */
  readonly challenge: string
  /** Comes back in the callback, else the callback is not ours. */
  readonly state: string
}

export interface AuthorizeRequest {
  /** Base of the OIDC service, possibly with a path. */
  readonly endpoint: string
  readonly clientId: string
  readonly redirectUri: string
  readonly scopes: readonly string[]
  readonly proof: PkceProof
}

/** Path of the redirect URI, as the AWS CLI registers it (without a port: RFC 8252, 7.3). */
export const callbackPath = '/oauth/callback'

/** The redirect URI a client is registered with; the real one carries the port. */
export const registeredRedirectUri = `http://127.0.0.1${callbackPath}`

/** Fresh secrets for one sign-in. */
export function createProof(machine: Pick<Machine, 'randomBytes'>): PkceProof {
  const verifier = base64url(machine.randomBytes(48))
  return {
    verifier,
    challenge: challengeOf(verifier),
    state: base64url(machine.randomBytes(24)),
  }
}

/** The S256 challenge of a verifier (RFC 7636, 4.2). */
export function challengeOf(verifier: string): string {
  return createHash('sha256').update(verifier).digest('base64url')
}

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

function base64url(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('base64url')
}
