import type {RateReading} from './rate-headers.js'

/**
 * What all okta-ops processes of this machine know together about one bucket of one org. Times are this machine's clock, in
 * epoch milliseconds.
 */
export interface RateWindow {
  /** Undefined as long as the org has not said it. */
  readonly limit: number | undefined
  /** What is left of the whole bucket, calls under way already taken off. */
  readonly remaining: number
  readonly resetAt: number
  /** The window was assumed when the former one ended; the next answer says when it really ends. */
  readonly assumed: boolean
  /** When each call under way began. */
  readonly underWay: readonly number[]
}

/** May the call go, or when to ask again. */
export type Turn =
  {readonly goes: true; readonly window: RateWindow} | {readonly goes: false; readonly waitMs: number}

const windowMs = 60_000
/** A call under way for longer belonged to a process that was killed. */
const longestCallMs = 120_000
/** Resets come in whole seconds, seen through whole-second dates. */
const sameResetMs = 2500

/** Takes a place in the window for one more call, unless that would eat into the part of the bucket that is not ours. */
export function takeTurn(known: RateWindow | undefined, {now, share}: {now: number; share: number}): Turn {
  const window = currentWindow(known, now)
  const underWay = [...window.underWay, now]
  if (window.limit === undefined) return {goes: true, window: {...window, underWay}}
  // At least one call a window, or a small share of a small bucket would never be served.
  const notOurs = Math.min(window.limit - 1, Math.ceil(window.limit * (1 - share) - 1e-9))
  if (window.remaining - 1 < notOurs) return {goes: false, waitMs: Math.max(0, window.resetAt - now)}
  return {goes: true, window: {...window, remaining: window.remaining - 1, underWay}}
}

/** What an answer teaches: `rate` as read from its headers, undefined when the call failed or said nothing. */
export function learnRate(
  known: RateWindow | undefined,
  rate: RateReading | undefined,
  {now, startedAt}: {readonly now: number; readonly startedAt: number},
): RateWindow {
  const window = withoutCall(currentWindow(known, now), startedAt)
  // Limit 0 is the sign of a concurrency limit, and says nothing about this bucket.
  if (rate === undefined || rate.limit === 0) return window
  // A second more, since both the reset and the org's date are whole seconds.
  const resetAt = now + rate.resetInMs + 1000
  const fresh = {limit: rate.limit, resetAt, assumed: false}
  if (window.limit === undefined || window.assumed) {
    const left = window.limit === undefined ? rate.remaining - window.underWay.length : window.remaining
    return {...window, ...fresh, remaining: Math.min(left, rate.remaining)}
  }
  if (resetAt > window.resetAt + sameResetMs)
    return {...window, ...fresh, remaining: rate.remaining - window.underWay.length}
  if (resetAt < window.resetAt - sameResetMs) return window
  return {...window, limit: rate.limit, remaining: Math.min(window.remaining, rate.remaining)}
}

function currentWindow(known: RateWindow | undefined, now: number): RateWindow {
  const blank = {limit: undefined, remaining: 0, resetAt: now + windowMs, assumed: true, underWay: []}
  // From the future: the clock was set back meanwhile.
  if (known === undefined || known.resetAt > now + 3 * windowMs) return blank
  const underWay = known.underWay.filter((began) => began <= now && now - began < longestCallMs)
  if (known.resetAt > now) return {...known, underWay}
  return {
    limit: known.limit,
    remaining: (known.limit ?? 0) - underWay.length,
    resetAt: now + windowMs,
    assumed: true,
    underWay,
  }
}

function withoutCall(window: RateWindow, startedAt: number): RateWindow {
  const at = window.underWay.indexOf(startedAt)
  return at === -1 ? window : {...window, underWay: window.underWay.toSpliced(at, 1)}
}
