import {OpsError} from '../../shared/errors.js'
import {sendRequest} from '../../shared/http-client.js'
import type {Machine} from '../../shared/machine.js'
import {portalEndpoint} from './endpoints.js'
import type {EndpointSettings, SsoSession} from '../config/profile.js'
import type {SsoToken} from '../cache/token-cache.js'

/** A token to ask about, and where. */
export interface TokenInQuestion {
  readonly session: SsoSession
  readonly token: Pick<SsoToken, 'accessToken'>
  readonly endpoints?: EndpointSettings | undefined
  readonly signal?: AbortSignal | undefined
}

/** Short: the answer is worth a moment, not a wait. */
const timeoutMs = 5_000

/**
 * Asks the portal for one account to learn whether it still takes the token; no clock decides. Any answer but 401 is
 * a yes, since even a refusal of the account list (403) comes after the token was taken.
 * @throws OpsError OPS_NETWORK and its kin, or OPS_SERVICE, when the portal cannot say
 */
export async function portalAccepts(machine: Machine, asked: TokenInQuestion): Promise<boolean> {
  const {session, token, endpoints, signal} = asked
  const {status} = await sendRequest(machine, {
    method: 'GET',
    url: `${portalEndpoint(machine, session.region, endpoints)}/assignment/accounts?max_result=1`,
    headers: {'x-amz-sso_bearer_token': token.accessToken, accept: 'application/json'},
    timeoutMs,
    ...(signal === undefined ? {} : {signal}),
  })
  if (status >= 500)
    throw new OpsError(
      'OPS_SERVICE',
      `the portal cannot say whether the token is good: it answered ${status}`,
      {
        failure: 'unavailable',
      },
    )
  return status !== 401
}
