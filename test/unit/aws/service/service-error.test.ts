import {expect} from 'chai'
import {
  mayPass,
  readServiceRefusal,
  translateServiceError,
} from '../../../../src/lib/aws/service/service-error.js'
import {OpsError} from '../../../../src/lib/shared/errors.js'

/** An error as the AWS SDK throws it. */
function sdkError(name: string, status: number | undefined, more: Record<string, unknown> = {}): Error {
  const error = Object.assign(new Error('UnknownError'), {$metadata: {httpStatusCode: status}}, more)
  error.name = name
  return error
}

describe('aws/service-error', () => {
  it('reads the name, the status, the sentence and Retry-After', () => {
    const thrown = sdkError('TooManyRequestsException', 429, {
      error_description: 'slower \u001b[2J',
      $response: {headers: {'retry-after': '3'}},
    })
    expect(readServiceRefusal(thrown)).to.deep.equal({
      name: 'TooManyRequestsException',
      status: 429,
      message: 'slower \\u{1b}[2J',
      retryAfterMs: 3000,
    })
  })

  const names: readonly (readonly [string, string, string])[] = [
    ['UnknownError', 'slow_down', 'SlowDownException'],
    ['400', 'authorization_pending', 'AuthorizationPendingException'],
    ['SlowDownException', 'authorization_pending', 'SlowDownException'],
    ['UnknownError', '<script>', 'UnknownError'],
  ]
  for (const [name, error, want] of names)
    it(`takes ${name} with error ${error} for ${want}`, () => {
      expect(readServiceRefusal(sdkError(name, 400, {error}))?.name).to.equal(want)
    })

  const others = [new Error('x'), undefined, 'text', sdkError('TimeoutError', undefined), sdkError('x', 200)]
  for (const thrown of others)
    it(`does not take ${String(thrown)} for a refusal`, () => {
      expect(readServiceRefusal(thrown)).to.equal(undefined)
    })

  const meanings: readonly (readonly [string, unknown, string, string])[] = [
    ['throttling', sdkError('TooManyRequestsException', 429), 'OPS_THROTTLED', 'unavailable'],
    ['a service failure', sdkError('InternalServerException', 500), 'OPS_SERVICE', 'unavailable'],
    ['an unreadable service failure', sdkError('SyntaxError', 502), 'OPS_SERVICE', 'unavailable'],
    ['403', sdkError('ForbiddenException', 403), 'OPS_ACCESS_DENIED', 'denied'],
    ['AccessDenied as 400', sdkError('AccessDeniedException', 400), 'OPS_ACCESS_DENIED', 'denied'],
    ['a rejected request', sdkError('InvalidRequestException', 400), 'OPS_REQUEST_REJECTED', 'failure'],
    ['an unreadable answer', new SyntaxError('Unexpected end'), 'OPS_BAD_ANSWER', 'unavailable'],
    ['an abort', Object.assign(new Error('x'), {name: 'AbortError'}), 'OPS_INTERRUPTED', 'interrupted'],
  ]
  for (const [name, thrown, code, failure] of meanings)
    it(`${name} is ${code}`, () => {
      expect(translateServiceError(thrown, 'cannot do it')).to.include({code, failure})
    })

  it('passes our own errors on as they are', () => {
    const own = new OpsError('OPS_TLS', 'no')
    expect(translateServiceError(own, 'cannot do it')).to.equal(own)
  })

  const reset = new OpsError('OPS_NETWORK', 'cut', {cause: Object.assign(new Error(), {code: 'ECONNRESET'})})
  const refused = new OpsError('OPS_NETWORK', 'no', {
    cause: Object.assign(new Error(), {code: 'ECONNREFUSED'}),
  })
  const passing: readonly (readonly [string, unknown, boolean])[] = [
    ['429', sdkError('TooManyRequestsException', 429), true],
    ['503', sdkError('x', 503), true],
    ['a cut connection', reset, true],
    ['half an answer', new SyntaxError('Unexpected end'), true],
    ['400', sdkError('InvalidRequestException', 400), false],
    ['an unreachable host', refused, false],
    ['a bug', new TypeError('x'), false],
  ]
  for (const [name, thrown, want] of passing)
    it(`${name} ${want ? 'may pass' : 'stays'}`, () => expect(mayPass(thrown)).to.equal(want))
})
