import type {Machine} from '../../shared/machine.js'
import {callerIdentity} from '../credentials/caller-identity.js'
import {listAccounts} from '../service/directory.js'
import type {SsoProfile} from '../config/profile.js'
import type {SessionTarget} from '../session/sessions.js'
import {ssoRoleCredentials} from '../credentials/sso-role-credentials.js'
import type {SsoToken} from '../cache/token-cache.js'

/** Who has just signed in, as far as it can be said without asking much. */
export type SignedInAs =
  /** By a profile with a role: what STS says. */
  | {readonly user: string; readonly account: string; readonly role: string; readonly arn: string}
  /** By a session: how many accounts the login reaches. */
  | {readonly accounts: number}

/**
 * Shows the person whom they signed in as, since a browser that is still signed in elsewhere may have answered for
 * somebody else. Best effort: a login that went well is not made to fail by a question about it.
 */
export async function whoSignedIn(
  machine: Machine,
  target: SessionTarget,
  login: {readonly token: SsoToken; readonly signal: AbortSignal},
): Promise<SignedInAs | undefined> {
  const {session, endpoints, source} = target
  try {
    if (source?.roleName !== undefined) return await whoBySts(machine, source)
    return {accounts: (await listAccounts(machine, {session, endpoints, ...login})).length}
  } catch (error) {
    login.signal.throwIfAborted()
    machine.debug(`who signed in is not known: ${error instanceof Error ? error.message : typeof error}`)
    return undefined
  }
}

/** Role credentials are fetched, and cached, which the next command would have done anyway. */
async function whoBySts(machine: Machine, profile: SsoProfile): Promise<SignedInAs> {
  const credentials = await ssoRoleCredentials(machine, profile)
  const region = profile.region ?? profile.session.region
  const caller = await callerIdentity(machine, credentials, {region, endpoints: profile.endpoints})
  const {account, arn, userId, role = profile.roleName ?? '', sessionName = userId} = caller
  return {user: sessionName, account, role, arn}
}
