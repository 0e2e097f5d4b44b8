import {OpsError} from '../../shared/errors.js'
import type {Machine} from '../../shared/machine.js'
import {shellWord} from '../../shared/shell-word.js'
import type {Credentials} from './credentials.js'
import {portalEndpoint} from '../service/endpoints.js'
import {readRoleCredentials, requestRoleCredentials, type RoleAnswer} from '../service/portal-client.js'
import type {SsoProfile} from '../config/profile.js'
import {writeRole, type SessionRole} from '../cache/role-cache.js'
import {cachedRoleCredentials, sessionRoleOf} from './session-role.js'
import {loginOver} from '../session/signed-out.js'
import type {SsoToken} from '../cache/token-file.js'
import {refreshNow, usableToken} from '../session/token-refresh.js'

/**
 * The credentials of a profile's role: from the cache shared with the AWS CLI, else from the portal with the session's
 * token, which is refreshed when little of it is left, and once more when the portal does not accept it.
 * @throws OpsError OPS_SIGNED_OUT (exit 4), OPS_ACCESS_DENIED (exit 5), OPS_NETWORK and its kin (exit 6),
 *   OPS_PROFILE_INCOMPLETE
 */
export async function ssoRoleCredentials(machine: Machine, profile: SsoProfile): Promise<Credentials> {
  return (
    cachedRoleCredentials(machine, sessionRoleOf(profile)) ?? (await freshRoleCredentials(machine, profile))
  )
}

/**
 * The same, asked of the portal in any case, and cached for the next one.
 * @throws OpsError as ssoRoleCredentials
 */
export async function freshRoleCredentials(machine: Machine, profile: SsoProfile): Promise<Credentials> {
  const role = sessionRoleOf(profile)
  const wish = {endpoints: profile.endpoints, profile: profile.name}
  const token = await usableToken(machine, profile.session, wish)
  let answer = await ask(machine, profile, token)
  if (answer.kind === 'token-rejected') {
    const other = await refreshNow(machine, profile.session, {...wish, rejected: token})
    answer = await ask(machine, profile, other)
  }
  if (answer.kind === 'token-rejected')
    throw loginOver(profile.session, 'the portal answers 401', profile.name)
  if (answer.kind === 'denied') throw denied(profile, answer.reason)
  remember(machine, role, answer.credentials)
  return answer.credentials
}

async function ask(machine: Machine, profile: SsoProfile, {accessToken}: SsoToken): Promise<RoleAnswer> {
  const {accountId, roleName} = sessionRoleOf(profile)
  const endpoint = portalEndpoint(machine, profile.session.region, profile.endpoints)
  const response = await requestRoleCredentials(machine, {endpoint, accessToken, accountId, roleName})
  return readRoleCredentials(response, accountId)
}

/** A full or read-only disk must not keep anyone from credentials that are already here. */
function remember(machine: Machine, role: SessionRole, credentials: Credentials): void {
  try {
    writeRole(machine, role, credentials)
  } catch (error) {
    if (!(error instanceof OpsError)) throw error
    machine.debug(`${error.message}; the credentials are used without being cached`)
  }
}

function denied({name, roleName = '', accountId = '', session}: SsoProfile, reason: string): OpsError {
  const whose = session.name ?? session.startUrl
  return new OpsError(
    'OPS_ACCESS_DENIED',
    `the portal refuses role ${roleName} in account ${accountId} (${reason}): the person signed in to ${whose} is not assigned it, ` +
      'or was assigned it after signing in; in that case a new login helps',
    {failure: 'denied', next: `okta-ops login --profile ${shellWord(name)} --force`},
  )
}
