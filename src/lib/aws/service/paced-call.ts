import type {Pacer} from './pacer.js'
import {isThrottled, mayPass, readServiceRefusal} from './service-error.js'

/** Refusals of one call in a row for too many requests; the pauses between them double. */
const patience = 8
/** Failures of one call in a row: with the doubling pauses about two seconds, after which a broken service stays broken. */
const patienceWithFailures = 4

/**
 * One call in its turn; what may pass is asked again at the slower pace that the refusal brings about.
 * @throws whatever the last try failed with, as the SDK throws it; the signal's reason
 */
export async function callPaced<T>(asked: {
  readonly pacer: Pacer
  readonly signal: AbortSignal | undefined
  readonly ask: () => Promise<T>
}): Promise<T> {
  const {pacer, signal, ask} = asked
  for (let failures = 1; ; failures++) {
    await pacer.turn(signal)
    try {
      const page = await ask()
      pacer.succeeded()
      return page
    } catch (error) {
      signal?.throwIfAborted()
      const refusal = readServiceRefusal(error)
      const most = refusal !== undefined && isThrottled(refusal) ? patience : patienceWithFailures
      if (failures >= most || !mayPass(error)) throw error
      pacer.throttled(refusal?.retryAfterMs ?? 0)
    }
  }
}
