import {OpsError} from '../../shared/errors.js'
import type {Machine} from '../../shared/machine.js'
import type {Credentials} from './credentials.js'
import type {SsoProfile} from '../config/profile.js'
import {readRole, type SessionRole} from '../cache/role-cache.js'
import {peekToken} from '../cache/token-cache.js'
import {tokenMatches} from '../cache/token-file.js'

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
 * The cached credentials of a role, if the person is signed in. Loads and asks nothing but files: this is all that a
 * credential process does on a good day.
 * @throws OpsError OPS_FILE_UNREADABLE
 */
export function cachedRoleCredentials(machine: Machine, role: SessionRole): Credentials | undefined {
  return isSignedIn(machine, role) ? readRole(machine, role) : undefined
}

/**
 * Whether the session's token file is there, for the start URL and region configured now. The token may have ended: AWS lets
 * the credentials it gave live on, and so do all its tools. But who signed out, with any tool, has signed out of everything.
 */
export function isSignedIn(machine: Machine, {session}: Pick<SessionRole, 'session'>): boolean {
  const token = peekToken(machine, session)
  return token !== undefined && tokenMatches(session, token)
}
