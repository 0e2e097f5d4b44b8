import {OpsError} from '../../shared/errors.js'

/** A stretch of time: `until` is not in it. */
export interface Window {
  readonly since: Date
  readonly until: Date
}

const mostWindows = 20_000

/**
 * Cuts a range into windows of `windowMs`, the last one shorter where it does not fit.
 * @throws OpsError OPS_USAGE when there would be too many
 */
export function windowsOf({since, until}: Window, windowMs: number): readonly Window[] {
  const count = Math.ceil((until.getTime() - since.getTime()) / windowMs)
  if (windowMs < 60_000 || count > mostWindows)
    throw new OpsError(
      'OPS_USAGE',
      '--window is a minute or more, and at most 20,000 of them make the range',
      {
        failure: 'usage',
      },
    )
  return Array.from({length: count}, (_, index) => {
    const start = since.getTime() + index * windowMs
    return {since: new Date(start), until: new Date(Math.min(start + windowMs, until.getTime()))}
  })
}

/** `20261125T100000.000Z-20261125T110000.000Z.ndjson`: names that sort by time. */
export function windowFile({since, until}: Window): string {
  return `${compact(since)}-${compact(until)}.ndjson`
}

function compact(date: Date): string {
  return date.toISOString().replaceAll(/[-:]/g, '')
}
