import {OpsError} from './errors.js'
import {sendRequest, type HttpRequest, type HttpResponse} from './http-client.js'
import type {Machine} from './machine.js'

export interface RetryOptions {
  /** How often to try in all; 3 unless said. */
  readonly tries?: number
  /** Runs before every try; what it throws ends the matter. */
  readonly beforeTry?: () => void
}

const firstPauseMs = 200
const longestPauseMs = 5000

/**
 * `sendRequest`, again after a pause when the answer was 429 or 5xx or none came. The last answer or failure stands.
 * `Retry-After` is honoured up to five seconds: whoever waits here is a program that waits for credentials.
 */
export async function sendPatiently(
  machine: Machine,
  request: HttpRequest,
  {tries = 3, beforeTry}: RetryOptions = {},
): Promise<HttpResponse> {
  for (let left = tries - 1; ; left--) {
    beforeTry?.()
    const outcome = await sendRequest(machine, request).catch((error: unknown) => {
      if (left > 0 && error instanceof OpsError && error.code === 'OPS_NETWORK') return error
      throw error
    })
    const answered = !(outcome instanceof OpsError)
    if (answered && (left <= 0 || !isPassing(outcome.status))) return outcome
    const asked = answered ? retryAfterMs(outcome) : undefined
    const pause = firstPauseMs * 2 ** (tries - 1 - left)
    await machine.sleep(Math.min(longestPauseMs, asked ?? pause) + jitterMs(machine), request.signal)
  }
}

/** Whether the same request may succeed a moment later: throttled, or the service's own fault. */
export function isPassing(status: number): boolean {
  return status === 429 || status >= 500
}

/** Seconds only: no AWS service sends a date here. */
function retryAfterMs({headers}: HttpResponse): number | undefined {
  const seconds = headers['retry-after'] === undefined ? Number.NaN : Number(headers['retry-after'])
  return Number.isFinite(seconds) && seconds >= 0 ? seconds * 1000 : undefined
}

function jitterMs(machine: Machine): number {
  return (machine.randomBytes(1)[0] ?? 0) / 4
}
