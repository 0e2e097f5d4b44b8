import type {OktaWait} from '../../ports/okta-api.js'
import type {LogRate} from '../../ports/system-log.js'

/** Lower-case names, as node:http gives them; several headers of a name are joined by a comma. */
export type AnswerHeaders = Readonly<Record<string, string | undefined>>

/** Headers as node:http gives them, those of one name joined. */
export function flatHeaders(headers: Readonly<Record<string, string | string[] | undefined>>): AnswerHeaders {
  return Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [name, Array.isArray(value) ? value.join(', ') : value]),
  )
}

/** What an answer says about its bucket. */
export interface RateReading {
  readonly limit: number
  readonly remaining: number
  /** From the moment of the answer, by the org's own clock: this machine's may be wrong. */
  readonly resetInMs: number
}

/** Windows are a minute long; a reset further away than this is a wrong clock somewhere. */
const longestWindowMs = 90_000
const backOffMs = 60_000

/**
 * The rate-limit headers, in both spellings. `'unclear'` when they are there but not one number each (Okta may send them
 * twice, which arrives joined by a comma); undefined when there are none.
 */
export function readRate(headers: AnswerHeaders, receivedAt: Date): RateReading | 'unclear' | undefined {
  const said = rateNumbers(headers)
  if (typeof said !== 'object') return said
  const {limit, remaining, reset} = said
  const resetInMs = reset * 1000 - servedAt(headers, receivedAt).getTime()
  return {limit, remaining, resetInMs: Math.min(longestWindowMs, Math.max(0, resetInMs))}
}

/** The three numbers as they were sent; else as `readRate`. */
export function rateNumbers(headers: AnswerHeaders): LogRate | 'unclear' | undefined {
  const [limit, remaining, reset] = ['limit', 'remaining', 'reset'].map(
    (name) => headers[`x-rate-limit-${name}`] ?? headers[`x-ratelimit-${name}`],
  )
  if (limit === undefined && remaining === undefined && reset === undefined) return undefined
  const [limitNumber, remainingNumber, resetSeconds] = [limit, remaining, reset].map(wholeNumber)
  if (limitNumber === undefined || remainingNumber === undefined || resetSeconds === undefined)
    return 'unclear'
  return {limit: limitNumber, remaining: remainingNumber, reset: resetSeconds}
}

/**
 * How long a 429 asks to wait. With Limit and Remaining both 0 it means too many calls at once (a moment is enough); else
 * the window must pass: Reset - Date + 1 s. `Retry-After` is taken where it is sent; unclear headers cost a minute.
 * @param chance 0 to 1, so that a crowd does not come back in step
 */
export function waitAfter429(
  headers: AnswerHeaders,
  {receivedAt, chance}: {readonly receivedAt: Date; readonly chance: number},
): OktaWait {
  const rate = readRate(headers, receivedAt)
  if (typeof rate === 'object' && rate.limit === 0 && rate.remaining === 0)
    return {reason: 'concurrency', ms: 1000 + chance * 4000}
  const asked = retryAfterMs(headers, receivedAt)
  if (asked !== undefined) return {reason: '429', ms: asked + chance * 1000}
  if (typeof rate === 'object') return {reason: '429', ms: rate.resetInMs + 1000 + chance * 1000}
  return {reason: '429', ms: backOffMs + chance * 1000}
}

/** `Retry-After` in milliseconds (RFC 9110, 10.2.3: seconds or a date), two minutes at most; undefined when absent. */
export function retryAfterMs(headers: AnswerHeaders, receivedAt: Date): number | undefined {
  const text = headers['retry-after']
  if (text === undefined) return undefined
  const seconds = wholeNumber(text)
  const ms =
    seconds === undefined ? Date.parse(text) - servedAt(headers, receivedAt).getTime() : seconds * 1000
  return Number.isNaN(ms) ? undefined : Math.min(120_000, Math.max(0, ms))
}

/** The org's clock when it answered; ours where it sent no readable `Date`. */
export function servedAt(headers: AnswerHeaders, receivedAt: Date): Date {
  const date = new Date(headers['date'] ?? '')
  return Number.isNaN(date.getTime()) ? receivedAt : date
}

function wholeNumber(text: string | undefined): number | undefined {
  return text !== undefined && /^\d{1,15}$/.test(text.trim()) ? Number(text) : undefined
}
