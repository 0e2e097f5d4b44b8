import {randomBytes, randomInt} from 'node:crypto'

const capitals = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'
/** No vowels and nothing that looks like a digit: a user code never spells a word and is read out without mistakes. */
const codeLetters = 'BCDFGHJKLMNPQRSTVWXZ'

/** An opaque secret, recognisable in a leak by its prefix. */
export function opaqueSecret(prefix: string, bytes = 48): string {
  return `${prefix}${randomBytes(bytes).toString('base64url')}`
}

/** `BCDF-GHJK`, as a device shows it. */
export function userCode(): string {
  const letters = pick(codeLetters, 8)
  return `${letters.slice(0, 4)}-${letters.slice(4)}`
}

/** Twenty characters beginning with `ASIA`, as AWS gives to temporary credentials. */
export function accessKeyId(): string {
  return `ASIA${pick(capitals, 16)}`
}

/** Forty characters of base64, so that quoting meets `/` and `+`. */
export function secretAccessKey(): string {
  return randomBytes(30).toString('base64')
}

/** Long base64 with `/`, `+` and `=`, as session tokens have. */
export function sessionToken(): string {
  return `IQoJsandbox//////////${randomBytes(215).toString('base64')}`
}

function pick(alphabet: string, length: number): string {
  return Array.from({length}, () => alphabet[randomInt(alphabet.length)]).join('')
}
