import {OpsError} from './errors.js'

const units: Readonly<Record<string, number>> = {
  '': 1,
  k: 1000,
  m: 1e6,
  g: 1e9,
  ki: 1024,
  mi: 1024 ** 2,
  gi: 1024 ** 3,
}

/**
 * Reads `500k`, `100MB` or `1GiB` into bytes.
 * @throws OpsError OPS_USAGE naming the flag or key (`what`)
 */
export function parseByteSize(text: string, what: string): number {
  const [, amount, unit = ''] = /^(\d{1,12})\s*([kmg]i?)?b?$/i.exec(text.trim()) ?? []
  const bytes = Number(amount) * (units[unit.toLowerCase()] ?? Number.NaN)
  if (bytes > 0) return bytes
  throw new OpsError(
    'OPS_USAGE',
    `${what} is not a size: ${JSON.stringify(text)}. Write it like 500k, 100MB or 1GiB.`,
    {
      failure: 'usage',
    },
  )
}
