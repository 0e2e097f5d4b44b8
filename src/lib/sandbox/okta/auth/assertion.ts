import type {OktaApp} from './apps.js'
import {keyId} from './apps.js'
import {invalidClient} from './oauth-error.js'

/** An assertion lives at most an hour. */
const longestSeconds = 3600
/** How far ahead a client's clock may be. */
const aheadSeconds = 60

export interface Assertion {
  readonly clientId: string
  readonly jti: string | undefined
  readonly expiresAt: Date
}

/** Whose assertion `text` says it is, before anything of it is believed. */
export function subjectOf(text: string): string {
  const {sub} = decode(text).claims
  if (typeof sub !== 'string') throw invalidClient('The client_assertion JWT has no sub claim.')
  return sub
}

/**
 * Checks what a client assertion says (RFC 7523), in Okta's words. Its signature is oidc-provider's to check.
 * @throws OauthRefusal
 */
export function checkAssertion(
  text: string,
  app: OktaApp,
  {tokenUrls, now}: {readonly tokenUrls: readonly string[]; readonly now: Date},
): Assertion {
  const {header, claims} = decode(text)
  const {iss, sub, aud, exp, iat, jti} = claims
  if (iss !== app.clientId || sub !== app.clientId)
    throw invalidClient('The issuer and the subject of client_assertion must be the client_id.')
  if (![aud].flat().some((audience) => tokenUrls.includes(String(audience))))
    throw invalidClient(
      'The audience claim for client_assertion must be the endpoint invoked for the request.',
    )
  checkTimes({exp, iat}, Math.floor(now.getTime() / 1000))
  if (app.jwk !== undefined && header['kid'] !== undefined && header['kid'] !== keyId(app.jwk))
    throw invalidClient('The client_assertion JWT kid is invalid.')
  return {
    clientId: app.clientId,
    jti: typeof jti === 'string' ? jti : undefined,
    expiresAt: new Date(Number(exp) * 1000),
  }
}

function checkTimes({exp, iat}: {exp: unknown; iat: unknown}, now: number): void {
  if (typeof exp !== 'number') throw invalidClient('The client_assertion JWT has no exp claim.')
  if (exp <= now) throw invalidClient('The client_assertion token has expired.')
  if (exp > now + longestSeconds + aheadSeconds)
    throw invalidClient('The client_assertion token has an expiration too far into the future.')
  if (typeof iat === 'number' && iat > now + aheadSeconds)
    throw invalidClient('The client_assertion token was issued in the future.')
}

function decode(text: string): {header: Record<string, unknown>; claims: Record<string, unknown>} {
  try {
    const [header, claims] = text
      .split('.')
      .slice(0, 2)
      .map((part) => JSON.parse(Buffer.from(part, 'base64url').toString()) as Record<string, unknown>)
    if (header !== undefined && claims !== undefined) return {header, claims}
  } catch {
    // Told below.
  }
  throw invalidClient('The client_assertion is no JWT.')
}
