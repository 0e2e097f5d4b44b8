import {createHash} from 'node:crypto'
import type {Machine} from '../shared/machine.js'

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

function base64url(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('base64url')
}
