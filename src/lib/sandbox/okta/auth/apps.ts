import {createPublicKey, type JsonWebKey, type KeyObject} from 'node:crypto'
import {thumbprint} from './dpop-proof.js'
import type {SeedApp} from '../../seed/seed-okta.js'

/** An application of the org, with its public key as it verifies assertions. */
export interface OktaApp extends SeedApp {
  /** Undefined for a native app. */
  readonly jwk: JsonWebKey | undefined
}

/** A key pair the sandbox made for a service app that brought none. */
export interface MadeKey {
  readonly clientId: string
  /** PKCS#8. */
  readonly privateKeyPem: string
}

/** The applications of an org. `made`: the private keys of service apps without a public key of their own. */
export class OktaApps {
  readonly all: readonly OktaApp[]

  constructor(seed: readonly SeedApp[], made: readonly MadeKey[]) {
    this.all = seed.map((app) => ({...app, jwk: publicJwk(app, made)}))
  }

  find(clientId: string | undefined): OktaApp | undefined {
    return this.all.find((app) => app.clientId === clientId)
  }
}

function publicJwk(app: SeedApp, made: readonly MadeKey[]): JsonWebKey | undefined {
  if (app.type !== 'service') return undefined
  const text = app.publicKey ?? made.find(({clientId}) => clientId === app.clientId)?.privateKeyPem
  if (text === undefined) return undefined
  const kid = text.trimStart().startsWith('{') ? (JSON.parse(text) as JsonWebKey)['kid'] : undefined
  const jwk = readPublicKey(text).export({format: 'jwk'})
  return kid === undefined ? jwk : {...jwk, kid}
}

/**
 * Reads PEM or JWK text; of a private key its public half.
 * @throws Error when it is neither
 */
export function readPublicKey(text: string): KeyObject {
  try {
    if (!text.trimStart().startsWith('{')) return createPublicKey(text)
    return createPublicKey({key: JSON.parse(text) as JsonWebKey, format: 'jwk'})
  } catch {
    throw new Error('should be a public key as PEM or JWK')
  }
}

/** The `kid` of a public key: its own, else its thumbprint. */
export function keyId(jwk: JsonWebKey): string {
  return typeof jwk['kid'] === 'string' ? jwk['kid'] : thumbprint(jwk)
}
