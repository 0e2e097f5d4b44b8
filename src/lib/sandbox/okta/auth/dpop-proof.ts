import {createHash, createPublicKey, verify, type JsonWebKey} from 'node:crypto'

/*
 * DPoP proofs (RFC 9449) as Okta checks them: https://developer.okta.com/docs/guides/dpop/
 */

/** A proof is good for five minutes. */
const windowMs = 300_000
/** How far ahead a client's clock may be. */
const aheadMs = 30_000

/** Okta's word for what is wrong, and a sentence. */
export class ProofRefused extends Error {
  readonly reason: string

  constructor(reason: string, message: string) {
    super(message)
    this.name = 'ProofRefused'
    this.reason = reason
  }
}

export interface Proof {
  /** The thumbprint of its key (RFC 7638), base64url. */
  readonly jkt: string
  readonly jti: string
}

export interface ProofCheck {
  readonly method: string
  /** Any of these, compared without query and fragment. */
  readonly urls: readonly string[]
  readonly now: Date
  /** At the API: the token the proof must name. */
  readonly accessToken?: string
}

/**
 * Checks the text of a DPoP header. Whether its `jti` was seen before is the caller's to know.
 * @throws ProofRefused
 */
export function checkProof(text: string, {method, urls, now, accessToken}: ProofCheck): Proof {
  const {header, claims, signed, signature} = split(text)
  if (header['typ'] !== 'dpop+jwt') throw malformed("'typ' in its header must be dpop+jwt")
  const jwk = publicKey(header)
  if (!isSigned({alg: header['alg'], jwk, signed, signature})) throw malformed('its signature is invalid')

  if (claims['htm'] !== method) throw refused('htm', "'htm' claim in the DPoP proof JWT is invalid.")
  if (!urls.includes(withoutQuery(claims['htu']))) {
    throw refused('htu', "'htu' claim in the DPoP proof JWT is invalid.")
  }
  checkTime(claims['iat'], now)
  const jti = claims['jti']
  if (typeof jti !== 'string' || jti === '') throw malformed("'jti' claim is missing")
  if (accessToken !== undefined && claims['ath'] !== sha256(accessToken)) {
    throw refused('ath', "'ath' claim in the DPoP proof JWT is invalid.")
  }
  return {jkt: thumbprint(jwk), jti}
}

function checkTime(iat: unknown, now: Date): void {
  if (typeof iat !== 'number') throw malformed("'iat' claim is missing")
  const ageMs = now.getTime() - iat * 1000
  if (ageMs > windowMs) {
    throw new ProofRefused('invalid_dpop_proof_jwt_too_old', 'The DPoP proof JWT is too old.')
  }
  if (ageMs < -aheadMs) {
    throw new ProofRefused(
      'invalid_dpop_proof_jwt_issued_in_future',
      'The DPoP proof JWT is issued in the future.',
    )
  }
}

interface Jwt {
  readonly header: Readonly<Record<string, unknown>>
  readonly claims: Readonly<Record<string, unknown>>
  readonly signed: string
  readonly signature: Buffer
}

function split(text: string): Jwt {
  const [header = '', claims = '', signature = ''] = text.split('.')
  try {
    return {
      header: parse(header),
      claims: parse(claims),
      signed: `${header}.${claims}`,
      signature: Buffer.from(signature, 'base64url'),
    }
  } catch {
    throw malformed('it is no JWT')
  }
}

function parse(part: string): Record<string, unknown> {
  return JSON.parse(Buffer.from(part, 'base64url').toString()) as Record<string, unknown>
}

function publicKey(header: Readonly<Record<string, unknown>>): JsonWebKey {
  const jwk = header['jwk'] as JsonWebKey | undefined
  if (typeof jwk !== 'object') throw malformed("'jwk' in its header is missing")
  if (jwk.d !== undefined) throw malformed("'jwk' in its header holds a private key")
  return jwk
}

const hashes: Readonly<Record<string, string>> = {
  RS256: 'sha256',
  RS384: 'sha384',
  RS512: 'sha512',
  ES256: 'sha256',
  ES384: 'sha384',
  ES512: 'sha512',
}

/** The algorithms a proof may be signed with, as a refusal lists them. */
export const proofAlgorithms = Object.keys(hashes)

function isSigned({
  alg,
  jwk,
  signed,
  signature,
}: Pick<Jwt, 'signed' | 'signature'> & {alg: unknown; jwk: JsonWebKey}): boolean {
  const hash = typeof alg === 'string' ? hashes[alg] : undefined
  if (hash === undefined || String(alg).startsWith('ES') !== (jwk.kty === 'EC')) return false
  try {
    const key = createPublicKey({key: jwk, format: 'jwk'})
    return verify(hash, Buffer.from(signed), {key, dsaEncoding: 'ieee-p1363'}, signature)
  } catch {
    return false
  }
}

/** The SHA-256 thumbprint of a public key (RFC 7638), base64url. */
export function thumbprint({kty, crv, x, y, e, n}: JsonWebKey): string {
  return sha256(JSON.stringify(kty === 'EC' ? {crv, kty, x, y} : {e, kty, n}))
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('base64url')
}

function withoutQuery(url: unknown): string {
  return typeof url === 'string' ? (url.split(/[?#]/)[0] ?? '') : ''
}

function malformed(why: string): ProofRefused {
  return new ProofRefused('invalid_dpop_proof', `The DPoP proof JWT is invalid: ${why}.`)
}

function refused(claim: string, message: string): ProofRefused {
  return new ProofRefused(`invalid_dpop_proof_${claim}`, message)
}
