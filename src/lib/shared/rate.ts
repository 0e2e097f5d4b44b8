import {OpsError} from './errors.js'

const unitSeconds: Readonly<Record<string, number>> = {s: 1, m: 60, h: 3600}

/**
 * Reads `10/s`, `30/m` or `5/h` into a number a second.
 * @throws OpsError OPS_USAGE naming the flag or key (`what`)
 */
export function parseRate(text: string, what: string): number {
  const [, amount = '', unit = ''] = /^(\d{1,4})\/([smh])$/.exec(text) ?? []
  const rate = Number(amount) / (unitSeconds[unit] ?? 1)
  if (rate > 0) return rate
  throw new OpsError(
    'OPS_USAGE',
    `${what} is not a rate: ${JSON.stringify(text)}. Write it like 10/s or 30/m.`,
    {
      failure: 'usage',
    },
  )
}

/** A rate as it is written. */
export function showRate(perSecond: number): string {
  const [unit, seconds] =
    Object.entries(unitSeconds).find(([, length]) => isWhole(perSecond * length)) ?? (['h', 3600] as const)
  return `${Math.round(perSecond * seconds)}/${unit}`
}

function isWhole(number: number): boolean {
  return Math.abs(number - Math.round(number)) < 1e-9 && number >= 1
}
