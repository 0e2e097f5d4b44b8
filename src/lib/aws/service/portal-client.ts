import type {HttpResponse} from '../../shared/http-client.js'
import {sendPatiently} from '../../shared/http-retry.js'
import type {Machine} from '../../shared/machine.js'
import {parseAwsDate} from '../cache/aws-date.js'
import type {Credentials} from '../credentials/credentials.js'
import {answerObject, exceptionName, refusedAnswer} from './service-answer.js'

export interface RoleQuestion {
  /** Of the portal, without a final slash. */
  readonly endpoint: string
  readonly accessToken: string
  readonly accountId: string
  readonly roleName: string
}

/**
 * Asks the portal for a role's credentials (GetRoleCredentials). By node:https and not the SDK, since credential processes
 * wait for it.
 * @throws OpsError when no answer came: OPS_NETWORK, OPS_TLS, OPS_PROXY
 */
export function requestRoleCredentials(machine: Machine, question: RoleQuestion): Promise<HttpResponse> {
  const {endpoint, accessToken, accountId, roleName} = question
  const query = new URLSearchParams({role_name: roleName, account_id: accountId})
  return sendPatiently(machine, {
    method: 'GET',
    url: `${endpoint}/federation/credentials?${query.toString()}`,
    headers: {'x-amz-sso_bearer_token': accessToken, 'user-agent': 'okta-ops'},
  })
}

/** The credentials, or why the portal gives none: the token is dead (401), or the person has no such role (403, 404). */
export type RoleAnswer =
  | {readonly kind: 'credentials'; readonly credentials: Credentials}
  | {readonly kind: 'token-rejected'}
  | {readonly kind: 'denied'; readonly reason: string}

/**
 * Judges the answer to `requestRoleCredentials`.
 * @throws OpsError OPS_THROTTLED, OPS_SERVICE, OPS_BAD_ANSWER or OPS_REQUEST_REJECTED
 */
export function readRoleCredentials(response: HttpResponse, accountId: string): RoleAnswer {
  const credentials = credentialsIn(response, accountId)
  if (credentials !== undefined) return {kind: 'credentials', credentials}
  const reason = exceptionName(response)
  // Without the service's own exception it was a proxy or a login page that answered.
  if (reason !== undefined && response.status === 401) return {kind: 'token-rejected'}
  if (reason !== undefined && [403, 404].includes(response.status)) return {kind: 'denied', reason}
  throw refusedAnswer(response, 'the request for role credentials')
}

function credentialsIn(response: HttpResponse, accountId: string): Credentials | undefined {
  const found = response.status === 200 ? answerObject(response)?.['roleCredentials'] : undefined
  if (typeof found !== 'object' || found === null) return undefined
  const {accessKeyId, secretAccessKey, sessionToken, expiration} = found as Readonly<Record<string, unknown>>
  // Milliseconds here, while the OIDC service counts seconds.
  const expiresAt = typeof expiration === 'number' ? parseAwsDate(expiration) : undefined
  if (
    typeof accessKeyId !== 'string' ||
    typeof secretAccessKey !== 'string' ||
    typeof sessionToken !== 'string' ||
    expiresAt === undefined
  )
    return undefined
  return {accessKeyId, secretAccessKey, sessionToken, expiresAt, accountId, origin: 'sso'}
}
