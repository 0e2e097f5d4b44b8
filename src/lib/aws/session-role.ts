import {OpsError} from '../shared/errors.js'
import type {Machine} from '../shared/machine.js'
import type {Credentials} from './credentials.js'
import type {SsoProfile} from './profile.js'
import {readRole, type SessionRole} from './role-cache.js'
import {peekToken} from './token-cache.js'
import {tokenMatches} from './token-file.js'

/**
 * The role a profile stands for.
 * @throws OpsError OPS_PROFILE_INCOMPLETE for a token-only profile, which names none
 */
export function sessionRoleOf({session, accountId, roleName, name, place}: SsoProfile): SessionRole {
  if (accountId !== undefined && roleName !== undefined) return {session, accountId, roleName}
  const missing = accountId === undefined ? 'sso_account_id' : 'sso_role_name'
  throw new OpsError(
    'OPS_PROFILE_INCOMPLETE',
    `${place}: profile ${name} has no ${missing}, so it gives no credentials`,
    {
      next: 'okta-ops setup',
    },
  )
}

/**
 * The credentials of a profile's role, if the cache has good ones and the person is signed in: the session's token file is
 * there, and for the start URL and region configured now. It may have ended; AWS lets the role's credentials live on.
 * Loads and asks nothing but files: this is all that a credential process does on a good day.
 * @throws OpsError OPS_PROFILE_INCOMPLETE, OPS_FILE_UNREADABLE
 */
export function cachedRoleCredentials(machine: Machine, profile: SsoProfile): Credentials | undefined {
  const role = sessionRoleOf(profile)
  return isSignedIn(machine, profile) ? readRole(machine, role) : undefined
}

/** Whether a readable token file is there that belongs to the profile's session as configured now. */
export function isSignedIn(machine: Machine, {session}: SsoProfile): boolean {
  const token = peekToken(machine, session)
  return token !== undefined && tokenMatches(session, token)
}
