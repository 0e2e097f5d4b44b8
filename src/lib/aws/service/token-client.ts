import type {HttpResponse} from '../../shared/http-client.js'
import {isPassing, sendPatiently, type RetryOptions} from '../../shared/http-retry.js'
import type {Machine} from '../../shared/machine.js'
import {answerObject, exceptionName, refusedAnswer} from './service-answer.js'
import type {RefreshableToken, SsoToken} from '../cache/token-file.js'

/** Which token is to be renewed, and where. */
export interface RefreshRequest {
  readonly endpoint: string
  readonly token: RefreshableToken
  readonly signal?: AbortSignal | undefined
}

/**
 * Asks sso-oidc for a new token (CreateToken, grant type refresh_token). By node:https and not the SDK, since credential
 * processes wait for it.
 * @throws OpsError when no answer came: OPS_NETWORK, OPS_TLS, OPS_PROXY
 */
export function requestRefresh(
  machine: Machine,
  {endpoint, token, signal}: RefreshRequest,
  retry: RetryOptions,
): Promise<HttpResponse> {
  const {clientId, clientSecret, refreshToken} = token
  return sendPatiently(
    machine,
    {
      method: 'POST',
      url: `${endpoint}/token`,
      headers: {'content-type': 'application/json', 'user-agent': 'okta-ops'},
      body: JSON.stringify({grantType: 'refresh_token', clientId, clientSecret, refreshToken}),
      ...(signal === undefined ? {} : {signal}),
    },
    retry,
  )
}

/** A new token, or that the service will not give one any more; `reason` is the name of its exception. */
export type RefreshAnswer =
  {readonly kind: 'refreshed'; readonly token: SsoToken} | {readonly kind: 'over'; readonly reason: string}

/**
 * Judges the answer to `requestRefresh`. The old refresh token is kept when no new one is given: the AWS tools forget it
 * then, and cannot refresh a second time.
 * @param askedAt when the request was sent: lifetimes count from there, so an expiry is never later than true
 * @throws OpsError OPS_THROTTLED, OPS_SERVICE or OPS_BAD_ANSWER: nothing is known about the token
 */
export function readRefresh(response: HttpResponse, old: SsoToken, askedAt: Date): RefreshAnswer {
  const body = answerObject(response)
  if (response.status === 200 && body !== undefined) {
    const {accessToken, expiresIn, refreshToken} = body
    if (typeof accessToken === 'string' && accessToken !== '' && isLifetime(expiresIn)) {
      const expiresAt = new Date(askedAt.getTime() + expiresIn * 1000)
      const next = typeof refreshToken === 'string' && refreshToken !== '' ? {refreshToken} : {}
      return {kind: 'refreshed', token: {...old, accessToken, expiresAt, ...next}}
    }
  }
  const reason = exceptionName(response)
  if (response.status >= 400 && !isPassing(response.status) && reason !== undefined)
    return {kind: 'over', reason}
  throw refusedAnswer(response, 'the token refresh')
}

function isLifetime(seconds: unknown): seconds is number {
  return typeof seconds === 'number' && Number.isFinite(seconds) && seconds > 0
}
