import {OpsError} from '../../shared/errors.js'
import type {HttpResponse} from '../../shared/http-client.js'
import {visibleText} from '../../shared/visible-text.js'

/*
 * The answers of sso-oidc and the portal as they come over the wire (AWS REST-JSON), for the two calls made without the SDK.
 */

/** The JSON object of an answer, or undefined when it is none: a proxy's page, or cut short. */
export function answerObject({body}: HttpResponse): Readonly<Record<string, unknown>> | undefined {
  try {
    const value: unknown = JSON.parse(body)
    return isObject(value) ? value : undefined
  } catch {
    return undefined
  }
}

/**
 * The exception an answer names, e.g. `InvalidGrantException`: header `x-amzn-errortype: Name:http://...`, else the body's
 * `__type`, `code` or `error`. Undefined when the answer does not come from the service.
 */
export function exceptionName(response: HttpResponse): string | undefined {
  const header = response.headers['x-amzn-errortype']
  const body = answerObject(response)
  const named = [header, body?.['__type'], body?.['code'], body?.['error']].find(
    (candidate) => typeof candidate === 'string' && candidate !== '',
  )
  return typeof named === 'string' ? visibleText(named.split(':')[0]?.split('#').pop() ?? '') : undefined
}

/** What an answer that leads nowhere means for the person: `what` is what was asked, as in "the token refresh". */
export function refusedAnswer(response: HttpResponse, what: string): OpsError {
  const {status} = response
  const name = exceptionName(response)
  const said = `${what} was answered with ${status}${name === undefined ? '' : ` ${name}`}`
  if (status === 429) return new OpsError('OPS_THROTTLED', said, {failure: 'unavailable'})
  if (status >= 500) return new OpsError('OPS_SERVICE', said, {failure: 'unavailable'})
  if (status < 400 || name === undefined) {
    return new OpsError('OPS_BAD_ANSWER', `${said}, which cannot be read; a proxy may have answered`, {
      failure: 'unavailable',
    })
  }
  return new OpsError('OPS_REQUEST_REJECTED', said)
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
