import type {OktaCall, OktaPatience, OktaWait} from '../../ports/okta-api.js'
import type {OpsError} from '../../shared/errors.js'
import {retryAfterMs, waitAfter429, type AnswerHeaders} from './rate-headers.js'
import {errorCodeOf} from './refusal.js'

/** What one try came to. */
export type Outcome =
  | {
      readonly answer: {
        readonly status: number
        readonly headers: AnswerHeaders
        readonly body: Buffer
        readonly receivedAt: Date
      }
    }
  /** No whole answer came; whether the org did anything is not known. */
  | {readonly lost: OpsError}

export interface TriesSoFar {
  readonly tried: number
  readonly method: OktaCall['method']
  /** 0 to 1. */
  readonly chance: number
  readonly retries: OktaPatience['retries'] | undefined
}

/**
 * How long to wait before the same call is tried again; undefined when it must not be. A 429 and a 423 mean that nothing
 * was done, so they are repeated for every method; everything else only where repeating changes nothing (not POST).
 */
export function nextTry(
  outcome: Outcome,
  {tried, method, chance, retries = {}}: TriesSoFar,
): OktaWait | undefined {
  const {attempts = 5, initialMs = 500, maxMs = 30_000, multiplier = 2} = retries
  if (tried >= attempts) return undefined
  // Full jitter: a crowd that failed together does not come back together.
  const backOff = {
    reason: 'retry',
    ms: chance * Math.min(maxMs, initialMs * multiplier ** (tried - 1)),
  } as const
  if ('lost' in outcome) return method === 'POST' ? undefined : backOff
  const {status, headers, receivedAt, body} = outcome.answer
  if (status === 429) return waitAfter429(headers, {receivedAt, chance})
  // Group rules are being worked through: a matter of seconds.
  if (status === 423 && errorCodeOf(body) === 'E0000239') return {...backOff, ms: backOff.ms + 1000}
  if (status < 500 || method === 'POST') return undefined
  return {...backOff, ms: Math.max(backOff.ms, retryAfterMs(headers, receivedAt) ?? 0)}
}
