import type {IncomingHttpHeaders} from 'node:http'
import type {OpsError} from '../../shared/errors.js'

/** What one try came to. */
export type ScimOutcome =
  | {readonly status: number; readonly headers: IncomingHttpHeaders; readonly body: string}
  /** No whole answer came; whether AWS did anything is not known. */
  | {readonly lost: OpsError}

const mostTries = 6
const mostThrottled = 12
const firstPauseMs = 500
const longestPauseMs = 10_000

/** How often a call was tried, and for what it has to be tried again. */
export interface TriesSoFar {
  /** Tries that failed, this one included; without those that were throttled. */
  readonly failed: number
  /** Times it was throttled, this one included. */
  readonly throttled: number
  /** 0 to 1. */
  readonly chance: number
}

/**
 * How many milliseconds to wait before the same call is tried again; undefined when it must not be. All calls may be: a read
 * changes nothing, a PATCH says what shall be so, a DELETE finds nothing the second time, and who creates looks the name up
 * when the second try meets the first (409). After a 429 the pace decides when.
 */
export function nextTry(outcome: ScimOutcome, {failed, throttled, chance}: TriesSoFar): number | undefined {
  if (!('lost' in outcome)) {
    if (outcome.status === 429) return throttled < mostThrottled ? 0 : undefined
    if (outcome.status < 500 || outcome.status === 501) return undefined
  }
  if (failed >= mostTries) return undefined
  // Full jitter: what failed together does not come back together.
  return chance * Math.min(longestPauseMs, firstPauseMs * 2 ** (failed - 1))
}

/** `Retry-After` in milliseconds (RFC 9110, 10.2.3: seconds or a date), two minutes at most; undefined when there is none. */
export function retryAfterMs(headers: IncomingHttpHeaders, now: Date): number | undefined {
  const text = headers['retry-after']
  if (text === undefined) return undefined
  const servedAt = Date.parse(headers.date ?? '')
  const ms = /^\d+$/.test(text.trim())
    ? Number(text) * 1000
    : Date.parse(text) - (Number.isNaN(servedAt) ? now.getTime() : servedAt)
  return Number.isNaN(ms) ? undefined : Math.min(120_000, Math.max(0, ms))
}
