import {OpsError, systemErrorCode} from '../../shared/errors.js'
import {visibleText} from '../../shared/visible-text.js'

/** A service's no, reduced to what may be decided on and shown. */
export interface ServiceRefusal {
  /** The exception's name, e.g. `AuthorizationPendingException`. */
  readonly name: string
  readonly status: number
  readonly message: string
  /** From `Retry-After`, or the Identity Store's `RetryAfterSeconds`, when the answer carried one in seconds. */
  readonly retryAfterMs: number | undefined
}

/** Reads what the AWS SDK throws for an HTTP answer of 400 and above; undefined for anything else. */
export function readServiceRefusal(thrown: unknown): ServiceRefusal | undefined {
  if (!(thrown instanceof Error) || !('$metadata' in thrown)) return undefined
  const status = numberIn(thrown.$metadata, 'httpStatusCode')
  if (status === undefined || status < 400) return undefined
  const described = textIn(thrown, 'error_description') ?? thrown.message
  return {
    name: nameOf(thrown),
    status,
    message: described === 'UnknownError' ? '' : visibleText(described).slice(0, 300),
    retryAfterMs: retryAfterOf(thrown),
  }
}

/**
 * True when the same request may succeed a moment later: throttled, the service's own fault, a cut connection or
 * answer. Not an unreachable host: that has already cost its time-out once.
 */
export function mayPass(thrown: unknown): boolean {
  const refusal = readServiceRefusal(thrown)
  if (refusal !== undefined) return isThrottled(refusal) || refusal.status >= 500
  if (thrown instanceof OpsError)
    return thrown.code === 'OPS_NETWORK' && systemErrorCode(thrown.cause) === 'ECONNRESET'
  return thrown instanceof SyntaxError
}

/**
 * What a failed call of an AWS service means for the person.
 * @param what what was being done, as in "cannot list the accounts"
 */
export function translateServiceError(thrown: unknown, what: string): Error {
  if (thrown instanceof OpsError) return thrown
  if (thrown instanceof Error && thrown.name === 'AbortError')
    return new OpsError('OPS_INTERRUPTED', 'cancelled', {failure: 'interrupted'})
  const refusal = readServiceRefusal(thrown)
  if (refusal !== undefined) return refusalError(refusal, what, thrown)
  if (thrown instanceof SyntaxError)
    return new OpsError('OPS_BAD_ANSWER', `${what}: the service's answer cannot be read`, {
      failure: 'unavailable',
      cause: thrown,
    })
  return thrown instanceof Error ? thrown : new Error(`${what}: ${typeof thrown}`)
}

/** As services name credentials that they do not take (any more). */
const notTaken = [
  'ExpiredTokenException',
  'UnrecognizedClientException',
  'InvalidClientTokenId',
  'InvalidSignatureException',
]

/** Whether the service does not take the credentials at all, whatever they would allow. */
export function isNotTaken({name}: Pick<ServiceRefusal, 'name'>): boolean {
  return notTaken.includes(name)
}

function refusalError(refusal: ServiceRefusal, what: string, cause: unknown): OpsError {
  const {name, status, message} = refusal
  const told = `${what}: ${status} ${visibleText(name)}${message === '' ? '' : ` (${message})`}`
  if (isThrottled(refusal)) return new OpsError('OPS_THROTTLED', told, {failure: 'unavailable', cause})
  if (status >= 500) return new OpsError('OPS_SERVICE', told, {failure: 'unavailable', cause})
  if (status === 403 || name === 'AccessDeniedException')
    return new OpsError('OPS_ACCESS_DENIED', told, {failure: 'denied', cause})
  return new OpsError('OPS_REQUEST_REJECTED', told, {cause})
}

/** Too many requests; the services that speak JSON 1.1 (Secrets Manager, CloudWatch Logs, Identity Store) say it with a 400. */
export function isThrottled({name, status}: Pick<ServiceRefusal, 'name' | 'status'>): boolean {
  return status === 429 || name === 'ThrottlingException'
}

/** The exception's name; where a header for it is missing, the OAuth word of the body says the same (`slow_down`). */
function nameOf(thrown: Error): string {
  const word = textIn(thrown, 'error')
  if (thrown.name.endsWith('Exception') || word === undefined || !/^[a-z_]+$/.test(word)) return thrown.name
  return `${word.replace(/(?:^|_)([a-z])/g, (_, letter: string) => letter.toUpperCase())}Exception`
}

/** The SDK keeps the raw answer on the error, out of sight of printers. */
function retryAfterOf(thrown: Error): number | undefined {
  const headers = memberOf(memberOf(thrown, '$response'), 'headers')
  const inBody = numberIn(thrown, 'RetryAfterSeconds')
  const seconds = Number(textIn(headers, 'retry-after') ?? inBody ?? Number.NaN)
  return Number.isFinite(seconds) && seconds >= 0 ? seconds * 1000 : undefined
}

function memberOf(value: unknown, key: string): unknown {
  return typeof value === 'object' && value !== null ? Reflect.get(value, key) : undefined
}

function textIn(value: unknown, key: string): string | undefined {
  const found = memberOf(value, key)
  return typeof found === 'string' ? found : undefined
}

function numberIn(value: unknown, key: string): number | undefined {
  const found = memberOf(value, key)
  return typeof found === 'number' ? found : undefined
}
