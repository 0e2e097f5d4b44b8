import type {KeyObject, webcrypto} from 'node:crypto'
import {OpsError} from '../../shared/errors.js'
import {visibleText} from '../../shared/visible-text.js'

/** A service app's key, ready to sign assertions. */
export interface SigningKey {
  readonly key: webcrypto.CryptoKey
  /** What Okta calls the public half; an app with one key needs none. */
  readonly kid: string | undefined
}

const curves: Readonly<Record<string, string>> = {
  prime256v1: 'P-256',
  secp384r1: 'P-384',
  secp521r1: 'P-521',
}
const hashes: Readonly<Record<string, string>> = {RS384: 'SHA-384', RS512: 'SHA-512'}

/**
 * Reads a private key as Okta hands it out: a JWK, or PEM in PKCS#1, PKCS#8 or SEC 1 (`\n` may be written as two characters,
 * as environment variables often have it). RSA of 2048 bits or more, or EC on P-256, P-384 or P-521.
 * @throws OpsError OPS_PRIVATE_KEY that says what it is instead; never a part of the key
 */
export async function readPrivateKey(text: string, keyId?: string): Promise<SigningKey> {
  const crypto = process.getBuiltinModule('node:crypto')
  const given = text.trim()
  const jwk = given.startsWith('{') ? readJwk(given) : undefined
  const parsed = jwk === undefined ? parsePem(given) : parseJwk(jwk)
  const algorithm = algorithmOf(parsed, jwk?.['alg'])
  const der = parsed.export({type: 'pkcs8', format: 'der'})
  const key = await crypto.webcrypto.subtle.importKey('pkcs8', der, algorithm, false, ['sign'])
  const own = jwk?.['kid']
  return {key, kid: keyId ?? (typeof own === 'string' ? own : undefined)}
}

function readJwk(text: string): Record<string, unknown> {
  try {
    return JSON.parse(text) as Record<string, unknown>
  } catch {
    throw unusable('it begins like a JWK, but is not JSON')
  }
}

function parseJwk(jwk: Record<string, unknown>): KeyObject {
  if (Array.isArray(jwk['keys'])) throw unusable('it is a set of keys; give one of them')
  if (typeof jwk['d'] !== 'string') throw unusable('it is the public half of a JWK')
  try {
    return process.getBuiltinModule('node:crypto').createPrivateKey({key: jwk, format: 'jwk'})
  } catch {
    throw unusable('the JWK is incomplete or of an unknown kind')
  }
}

function parsePem(text: string): KeyObject {
  const pem = text.includes('\n') ? text : text.replaceAll('\\n', '\n')
  const label = /-----BEGIN ([A-Z0-9 ]+)-----/.exec(pem)?.[1]
  if (label === undefined) throw unusable('it is neither PEM nor a JWK')
  if (label.includes('ENCRYPTED') || pem.includes('Proc-Type: 4,ENCRYPTED'))
    throw unusable(
      'it is encrypted; decrypt it once: openssl pkey -in KEY.pem -out PLAIN.pem (and keep that file 0600)',
    )
  if (!label.endsWith('PRIVATE KEY')) throw unusable(`it is a ${visibleText(label.toLowerCase())}`)
  try {
    return process.getBuiltinModule('node:crypto').createPrivateKey(pem)
  } catch {
    throw unusable('the PEM is cut short or broken')
  }
}

function algorithmOf(
  key: KeyObject,
  alg: unknown,
): webcrypto.RsaHashedImportParams | webcrypto.EcKeyImportParams {
  const {modulusLength = 0, namedCurve = ''} = key.asymmetricKeyDetails ?? {}
  if (key.asymmetricKeyType === 'rsa') {
    if (modulusLength < 2048)
      throw unusable(`it is an RSA key of ${modulusLength} bits, and Okta wants 2048 or more`)
    return {name: 'RSASSA-PKCS1-v1_5', hash: hashes[String(alg)] ?? 'SHA-256'}
  }
  const curve = key.asymmetricKeyType === 'ec' ? curves[namedCurve] : undefined
  if (curve !== undefined) return {name: 'ECDSA', namedCurve: curve}
  throw unusable(
    `it is a key of a kind (${key.asymmetricKeyType ?? 'unknown'} ${namedCurve}) that Okta does not take; RSA, or EC on P-256, P-384 or P-521, will do`,
  )
}

/** The cause is left out: OpenSSL's messages may quote what they could not read. */
function unusable(why: string): OpsError {
  return new OpsError('OPS_PRIVATE_KEY', `the private key cannot be used: ${why}`)
}
