import type {Machine} from '../../shared/machine.js'
import {mayPass, readServiceRefusal, translateServiceError} from './service-error.js'

export interface ServiceCall<T> {
  /** What is being done, for the error: "cannot list the accounts". */
  readonly what: string
  readonly attempt: () => Promise<T>
  readonly signal?: AbortSignal | undefined
  /** Asking twice spends something: an answer that cannot be read was the answer. */
  readonly spends?: boolean
}

const tries = 3
const firstPauseMs = 300
const longestPauseMs = 20_000

/**
 * Calls an AWS service, up to three times when the failure may pass: the pause doubles, with a little chance in it,
 * and is never shorter than the service's `Retry-After`.
 * @throws OpsError as translateServiceError says
 */
export async function callService<T>(machine: Machine, call: ServiceCall<T>): Promise<T> {
  for (let failures = 1; ; failures++) {
    try {
      return await call.attempt()
    } catch (error) {
      call.signal?.throwIfAborted()
      const lost = call.spends === true && error instanceof SyntaxError
      if (failures >= tries || lost || !mayPass(error)) throw translateServiceError(error, call.what)
      await machine.sleep(pauseMs(machine, failures, error), call.signal)
    }
  }
}

/** The pause after the given number of failures, in milliseconds. */
function pauseMs(machine: Machine, failures: number, error: unknown): number {
  const chance = 1 + (machine.randomBytes(1)[0] ?? 0) / 512
  const asked = readServiceRefusal(error)?.retryAfterMs ?? 0
  return Math.min(longestPauseMs, Math.max(asked, firstPauseMs * 2 ** (failures - 1) * chance))
}
