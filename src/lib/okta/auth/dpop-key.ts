import type {JsonWebKey, KeyObject, webcrypto} from 'node:crypto'

/** The private key that tokens are bound to (RFC 9449), as a JWK: it lives beside them, and is no key of the app. */
export type DpopKey = JsonWebKey

/** What one proof is for. */
export interface ProofOf {
  readonly method: string
  /** Query and fragment are left out of the proof. */
  readonly url: string
  /** Undefined at an endpoint that takes the token as data. */
  readonly accessToken?: string
  readonly nonce: string | undefined
  /** By the org's clock. */
  readonly at: Date
}

/** A new ES256 key. */
export function createDpopKey(): DpopKey {
  const {privateKey} = process
    .getBuiltinModule('node:crypto')
    .generateKeyPairSync('ec', {namedCurve: 'P-256'})
  return privateKey.export({format: 'jwk'})
}

/** A proof for one request with a bound token (RFC 9449, 4.2 and 7): a fresh one for every try. */
export function createProof(key: DpopKey, {method, url, accessToken, nonce, at}: ProofOf): string {
  const crypto = process.getBuiltinModule('node:crypto')
  const {origin, pathname} = new URL(url)
  const header = {alg: 'ES256', typ: 'dpop+jwt', jwk: publicHalf(key)}
  const payload = {
    htm: method,
    htu: `${origin}${pathname}`,
    iat: Math.floor(at.getTime() / 1000),
    jti: crypto.randomUUID(),
    ...(accessToken === undefined
      ? {}
      : {ath: crypto.createHash('sha256').update(accessToken).digest('base64url')}),
    ...(nonce === undefined ? {} : {nonce}),
  }
  const signed = [header, payload]
    .map((part) => Buffer.from(JSON.stringify(part)).toString('base64url'))
    .join('.')
  const signature = crypto.sign('sha256', Buffer.from(signed), {
    key: privateHalf(key),
    dsaEncoding: 'ieee-p1363',
  })
  return `${signed}.${signature.toString('base64url')}`
}

/** The same key as WebCrypto has it, for the token endpoint's proofs. */
export async function dpopKeyPair(key: DpopKey): Promise<webcrypto.CryptoKeyPair> {
  const {subtle} = process.getBuiltinModule('node:crypto').webcrypto
  const kind = {name: 'ECDSA', namedCurve: 'P-256'}
  return {
    privateKey: await subtle.importKey('jwk', key, kind, false, ['sign']),
    publicKey: await subtle.importKey('jwk', publicHalf(key), kind, true, ['verify']),
  }
}

function publicHalf({kty, crv, x, y}: DpopKey): JsonWebKey {
  return {
    ...(kty === undefined ? {} : {kty}),
    ...(crv === undefined ? {} : {crv}),
    ...(x === undefined ? {} : {x}),
    ...(y === undefined ? {} : {y}),
  }
}

function privateHalf(key: DpopKey): KeyObject {
  return process.getBuiltinModule('node:crypto').createPrivateKey({key, format: 'jwk'})
}
