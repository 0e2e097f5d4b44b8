import {OpsError} from '../../shared/errors.js'

/**
 * The day a SCIM token was made, `2026-03-01`, as its midnight in UTC.
 * @throws OpsError OPS_USAGE naming the flag or key (`what`)
 */
export function parseTokenDate(text: string, what: string): Date {
  const date = new Date(/^\d{4}-\d{2}-\d{2}$/.test(text) ? `${text}T00:00:00Z` : Number.NaN)
  // Node carries the 31st of a short month over into the next one.
  if (!Number.isNaN(date.getTime()) && showTokenDate(date) === text) return date
  throw new OpsError('OPS_USAGE', `${what} should be a day like 2026-03-01, not ${JSON.stringify(text)}`, {
    failure: 'usage',
  })
}

/** The day as it is written. */
export function showTokenDate(date: Date): string {
  return date.toISOString().slice(0, 10)
}
