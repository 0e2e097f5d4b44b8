import {OpsError} from './errors.js'

const unitMs: Readonly<Record<string, number>> = {ms: 1, s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000}

/**
 * Reads `90s`, `30m`, `1h30m` or `1d12h` into milliseconds.
 * @throws OpsError OPS_USAGE naming the flag or key (`what`) when the text is not a duration
 */
export function parseDuration(text: string, what: string): number {
  let [total, read] = [0, 0]
  const part = /(\d+)(ms|s|m|h|d)/y
  for (let found = part.exec(text); found !== null; found = part.exec(text)) {
    const [, amount = '0', unit = 's'] = found
    total += Number(amount) * (unitMs[unit] ?? 0)
    read = part.lastIndex
  }
  if (read === 0 || read !== text.length) {
    throw new OpsError(
      'OPS_USAGE',
      `${what} is not a duration: ${JSON.stringify(text)}. Write it like 90s, 30m or 1h30m.`,
      {
        failure: 'usage',
      },
    )
  }
  return total
}

/** A span for people: `2d 3h`, `1h 05m`, `12m`, `40s`; the two largest units, never negative. */
export function formatDuration(ms: number): string {
  const seconds = Math.max(0, Math.floor(ms / 1000))
  const [days, hours, minutes] = [
    Math.floor(seconds / 86_400),
    Math.floor(seconds / 3600) % 24,
    Math.floor(seconds / 60) % 60,
  ]
  if (days > 0) return `${days}d ${hours}h`
  if (hours > 0) return `${hours}h ${String(minutes).padStart(2, '0')}m`
  if (minutes > 0) return `${minutes}m`
  return `${seconds}s`
}
