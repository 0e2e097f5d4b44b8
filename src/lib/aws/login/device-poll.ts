import {OpsError} from '../../shared/errors.js'
import type {Machine} from '../../shared/machine.js'
import {
  mayPass,
  readServiceRefusal,
  translateServiceError,
  type ServiceRefusal,
} from '../service/service-error.js'
import type {DeviceAuthorization} from './answers.js'

/** What RFC 8628, 3.5 adds to the interval for each `slow_down`, for good. */
const slowDownMs = 5_000

/** So many failures of network or service in a row are ridden out: laptops sleep, Wi-Fi changes. */
const patience = 5

/**
 * Asks again and again whether the person has approved, at the pace the service wants, until it says yes or no, or
 * the code's lifetime is over (on a clock that does not jump).
 * @throws OpsError OPS_LOGIN_DENIED, OPS_LOGIN_EXPIRED, or what the service or the network failed with
 */
export async function pollUntilApproved<T>(
  machine: Machine,
  authorization: Pick<DeviceAuthorization, 'intervalMs' | 'lifetimeMs'>,
  attempt: {readonly poll: () => Promise<T>; readonly signal: AbortSignal},
): Promise<T> {
  const endsAt = machine.monotonicMs() + authorization.lifetimeMs
  let {intervalMs} = authorization
  for (let failures = 0; ;) {
    await machine.sleep(intervalMs, attempt.signal)
    if (machine.monotonicMs() > endsAt) throw expired()
    try {
      return await attempt.poll()
    } catch (error) {
      attempt.signal.throwIfAborted()
      const refusal = readServiceRefusal(error)
      if (failures > 0 && refusal?.name === 'InvalidGrantException') throw tokenLost(error)
      const next = refusal === undefined ? undefined : nextInterval(refusal, intervalMs)
      if (next === undefined && (!isRideable(error) || ++failures >= patience))
        throw translateServiceError(error, 'cannot finish the sign-in')
      if (next !== undefined) failures = 0
      intervalMs = next ?? intervalMs
    }
  }
}

/**
 * How long to wait before the next question; undefined when the answer is not about waiting.
 * @throws OpsError when the answer is final
 */
export function nextInterval(refusal: ServiceRefusal, intervalMs: number): number | undefined {
  switch (refusal.name) {
    case 'AuthorizationPendingException':
      return intervalMs
    case 'SlowDownException':
      return intervalMs + slowDownMs
    case 'ExpiredTokenException':
      throw expired()
    case 'AccessDeniedException':
      throw denied(refusal.message)
    default:
      return undefined
  }
}

/** The sign-in was refused, by the person or by the service. */
export function denied(reason: string): OpsError {
  return new OpsError('OPS_LOGIN_DENIED', `the sign-in was denied${reason === '' ? '' : `: ${reason}`}`, {
    failure: 'denied',
  })
}

function expired(): OpsError {
  return new OpsError('OPS_LOGIN_EXPIRED', 'the code was not approved in time', {failure: 'signedOut'})
}

/** The code is spent, and the answer before this one was cut: the token was in it. */
function tokenLost(cause: unknown): OpsError {
  return new OpsError('OPS_BAD_ANSWER', 'the answer that held the token was lost on the way', {
    failure: 'unavailable',
    cause,
  })
}

/**
 * While a person looks for their phone, a lost network is worth waiting for too. An answer that cannot be read is
 * not: it may have been the token, which is given once.
 */
function isRideable(error: unknown): boolean {
  if (error instanceof SyntaxError) return false
  return mayPass(error) || (error instanceof OpsError && error.code === 'OPS_NETWORK')
}
