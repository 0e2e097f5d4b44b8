import type {KeyObject, webcrypto} from 'node:crypto'
import {OpsError} from '../../shared/errors.js'
import {shellWord} from '../../shared/shell-word.js'
import {visibleText} from '../../shared/visible-text.js'

/** A service app's key, ready to sign assertions. */
export interface SigningKey {
  readonly key: webcrypto.CryptoKey
  /** What Okta calls the public half; an app with one key needs none. */
  readonly kid: string | undefined
  /** What a JWK calls itself. */
  readonly ownKid: string | undefined
}

/** Where a key comes from, and what is said of it. */
export interface KeyOrigin {
  /** Goes before the one that a JWK names. */
  readonly keyId?: string | undefined
  /** The file it was read from, for the command that helps. */
  readonly file?: string | undefined
  /** The command to run next where there is no better one. */
  readonly otherwise?: string | undefined
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
 * @throws OpsError OPS_PRIVATE_KEY that says what it is instead, with a command that helps; never a part of the key
 */
export async function readPrivateKey(
  text: string,
  {keyId, file, otherwise}: KeyOrigin = {},
): Promise<SigningKey> {
  try {
    return await keyIn(text.trim(), keyId)
  } catch (error) {
    if (!(error instanceof UnusableKey)) throw error
    // The cause is left out: OpenSSL's messages may quote what they could not read.
    const next = helpFor(error, file) ?? otherwise
    throw new OpsError('OPS_PRIVATE_KEY', `the private key cannot be used: ${error.message}`, {
      ...(next === undefined ? {} : {next}),
    })
  }
}

async function keyIn(given: string, keyId: string | undefined): Promise<SigningKey> {
  const {subtle} = process.getBuiltinModule('node:crypto').webcrypto
  const jwk = given.startsWith('{') ? readJwk(given) : undefined
  const parsed = jwk === undefined ? parsePem(given) : parseJwk(jwk)
  const algorithm = algorithmOf(parsed, jwk?.['alg'])
  const der = parsed.export({type: 'pkcs8', format: 'der'})
  const key = await subtle.importKey('pkcs8', der, algorithm, false, ['sign'])
  const own = typeof jwk?.['kid'] === 'string' ? jwk['kid'] : undefined
  return {key, kid: keyId ?? own, ownKid: own}
}

/** Commands that show what a file is without showing a key, or that mend it. */
function helpFor({kind}: UnusableKey, file: string | undefined): string | undefined {
  if (kind === 'weak') return 'openssl genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256 -out okta.pem'
  if (file === undefined) return undefined
  const shown = shellWord(file)
  if (kind === 'encrypted') return `openssl pkey -in ${shown} -out ${shellWord(`${file}.plain`)}`
  return kind === 'json' ? `jq keys ${shown}` : `file ${shown}`
}

function readJwk(text: string): Record<string, unknown> {
  try {
    return JSON.parse(text) as Record<string, unknown>
  } catch {
    throw new UnusableKey('json', 'it begins like a JWK, but is not JSON')
  }
}

function parseJwk(jwk: Record<string, unknown>): KeyObject {
  if (Array.isArray(jwk['keys'])) throw new UnusableKey('json', 'it is a set of keys; give one of them')
  if (typeof jwk['kty'] !== 'string') throw new UnusableKey('json', 'it is JSON, but no JWK')
  if (typeof jwk['d'] !== 'string')
    throw new UnusableKey('json', 'it is the public half of a JWK, or a JWK without a private part')
  try {
    return process.getBuiltinModule('node:crypto').createPrivateKey({key: jwk, format: 'jwk'})
  } catch {
    throw new UnusableKey('json', 'the JWK is incomplete or of an unknown kind')
  }
}

function parsePem(text: string): KeyObject {
  const pem = text.includes('\n') ? text : text.replaceAll('\\n', '\n')
  const label = /-----BEGIN ([A-Z0-9 ]+)-----/.exec(pem)?.[1]
  if (label === undefined) throw new UnusableKey('pem', 'it is neither PEM nor a JWK')
  if (label.includes('ENCRYPTED') || pem.includes('Proc-Type: 4,ENCRYPTED'))
    throw new UnusableKey(
      'encrypted',
      'it is encrypted; decrypt it once with openssl pkey, and keep that file 0600',
    )
  if (!label.endsWith('PRIVATE KEY'))
    throw new UnusableKey('pem', `it is a ${visibleText(label.toLowerCase())}`)
  try {
    return process.getBuiltinModule('node:crypto').createPrivateKey(pem)
  } catch {
    throw new UnusableKey('pem', 'the PEM is cut short or broken')
  }
}

function algorithmOf(
  key: KeyObject,
  alg: unknown,
): webcrypto.RsaHashedImportParams | webcrypto.EcKeyImportParams {
  const {modulusLength = 0, namedCurve = ''} = key.asymmetricKeyDetails ?? {}
  if (key.asymmetricKeyType === 'rsa') {
    if (modulusLength < 2048)
      throw new UnusableKey('weak', `it is an RSA key of ${modulusLength} bits, and Okta wants 2048 or more`)
    return {name: 'RSASSA-PKCS1-v1_5', hash: hashes[String(alg)] ?? 'SHA-256'}
  }
  const curve = key.asymmetricKeyType === 'ec' ? curves[namedCurve] : undefined
  if (curve !== undefined) return {name: 'ECDSA', namedCurve: curve}
  throw new UnusableKey(
    'weak',
    `it is a key of a kind (${key.asymmetricKeyType ?? 'unknown'} ${namedCurve}) that Okta does not take; RSA, or EC on P-256, P-384 or P-521, will do`,
  )
}

/** What a key is instead of a usable one. */
class UnusableKey extends Error {
  readonly kind: 'encrypted' | 'weak' | 'json' | 'pem'

  constructor(kind: UnusableKey['kind'], why: string) {
    super(why)
    this.kind = kind
  }
}
