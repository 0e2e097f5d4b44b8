import {OpsError} from '../../shared/errors.js'
import type {Machine} from '../../shared/machine.js'
import {dropStrayTokens} from '../auth/stray-tokens.js'
import {signOutOfOrg, type OrgSignOutResult} from '../auth/sign-out.js'
import {everyOrg} from './find-org.js'
import {secretOf, tokenConnectionOf, type ReadSecret} from './org-connection.js'
import type {OrgSetting} from './org-setting.js'

/** How a sign-out of one org ended. */
export interface OrgLogout extends OrgSignOutResult {
  readonly setting: OrgSetting
}

/**
 * Revokes and forgets what is kept for an org; an API token stays good, since it is not signed in with. The key of a service
 * app is read only when there is a token to revoke; that it cannot be is no reason to keep the token.
 */
export async function logOutOfOrg(
  machine: Machine,
  setting: OrgSetting,
  readSecret: ReadSecret,
): Promise<OrgLogout> {
  const {way} = setting
  const kept = tokenConnectionOf(setting)
  if (kept === undefined) return {setting, wasSignedIn: false}
  const outcome = await signOutOfOrg(machine, kept, async () =>
    way.kind === 'service-app'
      ? {...kept, auth: {...way, privateKey: await secretOf(way.privateKey, readSecret)}}
      : kept,
  )
  return {setting, ...outcome}
}

/** How a sign-out of everything ended. */
export interface AllOrgsLogout {
  /** Those with something to sign out of. */
  readonly orgs: readonly OrgLogout[]
  /** Addresses of orgs whose tokens lay here although no configured org explains them: forgotten, not revoked. */
  readonly strays: readonly string[]
}

/**
 * Signs out of every org that any place describes, and forgets the tokens that belong to none (of an org that was removed or
 * whose scopes were changed). One that fails does not keep the others signed in.
 * @param warn told when orgs.yaml cannot be read: then its tokens are forgotten without being revoked
 */
export async function logOutOfAllOrgs(
  machine: Machine,
  {readSecret, warn}: {readonly readSecret: ReadSecret; readonly warn: (line: string) => void},
): Promise<AllOrgsLogout> {
  const orgs: OrgLogout[] = []
  for (const setting of readable(machine, warn)) {
    const outcome = await logOutOfOrg(machine, setting, readSecret)
    if (outcome.wasSignedIn) orgs.push(outcome)
  }
  return {orgs, strays: await dropStrayTokens(machine)}
}

function readable(machine: Machine, warn: (line: string) => void): readonly OrgSetting[] {
  try {
    return everyOrg(machine)
  } catch (error) {
    if (!(error instanceof OpsError)) throw error
    warn(error.message)
    return []
  }
}
