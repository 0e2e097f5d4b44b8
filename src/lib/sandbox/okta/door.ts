import type {OktaCaller} from './caller.js'
import {authenticationFailed, invalidToken, notPermitted} from './refusal.js'
import type {Call} from '../aws/call.js'
import type {World} from '../world.js'

/**
 * Who calls, by the Authorization header.
 * @throws OktaRefusal 401 in Okta's words
 */
export function identify(world: World, call: Call): Promise<OktaCaller> {
  const [scheme = '', token = ''] = (call.headers['authorization'] ?? '').split(' ')
  if (scheme.toUpperCase() !== 'SSWS') return Promise.reject(authenticationFailed())
  if (token !== world.okta.apiToken.secret) return Promise.reject(invalidToken())
  const {id, userId} = world.okta.apiToken
  return Promise.resolve({kind: 'token', id, userId, isAdmin: true})
}

/**
 * Whether `caller` may do what needs `scope`: an API token has its owner's rights, anybody else needs the scope and an
 * admin role.
 * @throws OktaRefusal 403 in Okta's words
 */
export function admit(caller: OktaCaller, scope: string): void {
  if (caller.scopes !== undefined && !caller.scopes.includes(scope)) {
    throw notPermitted({
      'www-authenticate': `Bearer error="insufficient_scope", error_description="The access token provided does not contain the required scopes."`,
    })
  }
  if (!caller.isAdmin) throw notPermitted()
}
