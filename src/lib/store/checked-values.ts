import type {SqlValue} from './store.js'

/**
 * Refuses what a library would take in another sense, or end the process on: a wrong number of values, booleans, undefined,
 * objects, numbers that are not finite or are integers beyond 2^53 (give a bigint), bigints beyond 64 bits, and text with
 * a NUL, of which only the first part would be kept.
 * @throws TypeError or RangeError; the value itself is not shown, it may be a secret
 */
export function checkValues(values: readonly SqlValue[], count: number): void {
  if (values.length !== count) {
    throw new RangeError(`the statement takes ${count} values and got ${values.length}`)
  }
  // By index: over a thousand rows an iterator would be felt.
  for (let index = 0; index < count; index++) checkValue(values[index], index)
}

function checkValue(value: unknown, index: number): void {
  switch (typeof value) {
    case 'string':
      if (value.includes('\0')) throw new RangeError(`value ${index + 1}: text with a NUL`)
      return
    case 'number':
      if (!Number.isFinite(value) || (Number.isInteger(value) && !Number.isSafeInteger(value))) {
        throw new RangeError(`value ${index + 1}: not a number that can be kept exactly`)
      }
      return
    case 'bigint':
      if (BigInt.asIntN(64, value) !== value) throw new RangeError(`value ${index + 1}: more than 64 bits`)
      return
    default:
      if (value === null || value instanceof Uint8Array) return
      throw new TypeError(`value ${index + 1}: a ${typeof value} cannot be kept`)
  }
}
