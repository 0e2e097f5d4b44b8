/** When a breaker opens, and when it closes again. */
interface BreakerLimits {
  /** Failures in a row that open it. */
  readonly failures?: number
  /** Successes in a row that close it again. */
  readonly successes?: number
  /** How long it stays open before one call may try. */
  readonly halfOpenAfterMs?: number
}

/** Leaves a service alone that has failed several times in a row. */
export interface Breaker {
  /** How long a call has to wait before it may try; 0 when it may now. Taking a 0 while half open takes the one try. */
  readonly waitMs: () => number
  readonly failed: () => void
  readonly succeeded: () => void
  /** The call ended for a reason that says nothing about the service. */
  readonly neither: () => void
}

/**
 * Closed until `failures` calls in a row have failed; then open for `halfOpenAfterMs`; then one call at a time may try, and
 * `successes` of them in a row close it.
 * @param nowMs a clock that does not jump
 */
export function createBreaker(nowMs: () => number, wanted: BreakerLimits = {}): Breaker {
  const {failures = 5, successes = 1, halfOpenAfterMs = 30_000} = wanted
  let failed = 0
  let succeeded = 0
  let openUntil: number | undefined
  let trying = false
  return {
    waitMs() {
      if (openUntil === undefined) return 0
      const left = openUntil - nowMs()
      if (left > 0) return left
      // Another call is finding out; a moment later it is known.
      if (trying) return 100
      trying = true
      return 0
    },
    failed() {
      trying = false
      succeeded = 0
      failed++
      if (openUntil !== undefined || failed >= failures) openUntil = nowMs() + halfOpenAfterMs
    },
    succeeded() {
      trying = false
      if (openUntil !== undefined && ++succeeded < successes) return
      failed = 0
      succeeded = 0
      openUntil = undefined
    },
    neither() {
      trying = false
    },
  }
}
