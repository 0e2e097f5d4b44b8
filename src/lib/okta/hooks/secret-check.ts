import {createHmac, timingSafeEqual} from 'node:crypto'
import {OpsError} from '../../shared/errors.js'
import type {Machine} from '../../shared/machine.js'

/** Whether a header's value is one of the secrets; undefined is never. */
export type SecretCheck = (given: string | undefined) => boolean

/**
 * Compares in a time that tells nothing: of both sides a keyed hash is taken, all secrets are looked at, and neither length nor
 * the first difference matters.
 * @param accepted the current secret, and the one before it while it is being replaced
 */
export function createSecretCheck(
  {randomBytes}: Pick<Machine, 'randomBytes'>,
  accepted: readonly string[],
): SecretCheck {
  const key = randomBytes(32)
  const hash = (text: string): Buffer => createHmac('sha256', key).update(text).digest()
  const wanted = accepted.map(hash)
  return (given) => {
    const found = hash(given ?? '')
    const hits = wanted.filter((one) => timingSafeEqual(one, found))
    return given !== undefined && hits.length > 0
  }
}

const shortestSecret = 16

/**
 * A secret as a header can carry it and nobody can guess it.
 * @throws OpsError OPS_SECRET (usage) naming the flag, never the secret
 */
export function checkHookSecret(secret: string, what: string): string {
  const wrong = !/^[\x21-\x7e]([\x20-\x7e]*[\x21-\x7e])?$/.test(secret)
    ? 'holds a character that no HTTP header can carry'
    : secret.length < shortestSecret
      ? `is shorter than ${shortestSecret} characters: anybody who guesses it can start your flows`
      : undefined
  if (wrong === undefined) return secret
  throw new OpsError('OPS_SECRET', `the secret of ${what} ${wrong}`, {
    failure: 'usage',
    next: 'openssl rand -base64 32',
  })
}
