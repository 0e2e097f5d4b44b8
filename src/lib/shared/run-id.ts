import type {Machine} from './machine.js'

/** Crockford's base 32: no I, L, O, U. */
const digits = '0123456789ABCDEFGHJKMNPQRSTVWXYZ'

/**
 * A new run's id: `run_` and 26 characters as a ULID has them (github.com/ulid/spec), 48 bits of time in milliseconds and 80
 * of chance, so that ids sort by when they were made.
 */
export function newRunId(machine: Pick<Machine, 'now' | 'randomBytes'>): string {
  let bits = BigInt(machine.now().getTime())
  for (const byte of machine.randomBytes(10)) bits = (bits << 8n) | BigInt(byte)
  let text = ''
  for (let place = 0; place < 26; place++) {
    text = (digits[Number(bits & 31n)] ?? '') + text
    bits >>= 5n
  }
  return `run_${text}`
}

/** Whether it looks like one. */
export function isRunId(text: string): boolean {
  return /^run_[0-7][0-9A-HJKMNP-TV-Z]{25}$/.test(text)
}
