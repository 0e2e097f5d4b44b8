import type {OktaApi, OktaAnswer} from '../../../ports/okta-api.js'
import {refusalOf} from '../../api/refusal.js'
import type {OrgAuth} from '../../connection.js'

/** What one cheap call showed. */
export interface ProbeResult {
  /** Whose rights we have, where the org says it. */
  readonly as: string | undefined
  readonly requestId: string | undefined
}

/** Calls that cost next to nothing, by the scope they need. */
const cheapCalls: readonly (readonly [scope: RegExp, url: string])[] = [
  [/^okta\.logs\.(read|manage)$/, '/api/v1/logs?limit=1'],
  [/^okta\.users\.(read|manage)(\.self)?$/, '/api/v1/users/me'],
  [/^okta\.groups\.(read|manage)$/, '/api/v1/groups?limit=1'],
  [/^okta\.eventHooks\.(read|manage)$/, '/api/v1/eventHooks'],
]

/**
 * Makes one cheap call: by API token who made it, else what the scopes allow.
 * @throws OpsError saying what the person must do, as every call of the API
 */
export async function probeOrg(api: OktaApi, auth: OrgAuth, signal?: AbortSignal): Promise<ProbeResult> {
  const call = {method: 'GET', ...(signal === undefined ? {} : {signal})} as const
  if (auth.kind === 'api-token') {
    const answer = await api.call({...call, url: '/api/v1/users/me'})
    return {as: loginOf(answer), requestId: answer.requestId}
  }
  const known = cheapCalls.find(
    ([scope, url]) =>
      auth.scopes.some((held) => scope.test(held)) && !(auth.kind === 'service-app' && url.endsWith('/me')),
  )
  try {
    const answer = await api.call({...call, url: known?.[1] ?? '/api/v1/logs?limit=1'})
    return {as: loginOf(answer), requestId: answer.requestId}
  } catch (error) {
    // None of the scopes is for a call we know: being told so takes a token that is good.
    const refusal = refusalOf(error)
    if (known !== undefined || refusal?.challenge !== 'insufficient_scope') throw error
    return {as: undefined, requestId: refusal.requestId}
  }
}

function loginOf({body}: OktaAnswer): string | undefined {
  try {
    const found = JSON.parse(body.toString('utf8')) as {readonly profile?: {readonly login?: unknown}} | null
    const login = found?.profile?.login
    return typeof login === 'string' ? login : undefined
  } catch {
    return undefined
  }
}
