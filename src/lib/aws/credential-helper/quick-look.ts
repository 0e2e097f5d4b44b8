import {readFileSync} from 'node:fs'
import type {Machine} from '../../shared/machine.js'
import {awsPaths} from '../aws-paths.js'
import type {Credentials} from '../credentials.js'
import type {SessionRole} from '../role-cache.js'
import {cachedRoleCredentials} from '../session-role.js'
import {peekSection} from './peek-section.js'

/**
 * The cached credentials of an Identity Center profile, if everything about it is ordinary: the arguments are `--profile
 * NAME`, its section and its session's are plainly written, the person is signed in and the cache has good credentials.
 * Undefined otherwise, for whatever reason: then serve.ts takes a thorough look, and finds the words for what is wrong.
 */
export function quickLook(
  machine: Machine,
  [flag, name, ...rest]: readonly string[],
): Credentials | undefined {
  if (flag !== '--profile' || name === undefined || rest.length > 0) return undefined
  try {
    const role = plainRole(readFileSync(awsPaths(machine).configFile, 'utf8'), name)
    return role === undefined ? undefined : cachedRoleCredentials(machine, role)
  } catch {
    return undefined
  }
}

/** The role of a profile that refers to an `[sso-session]` and to nothing else that leads to credentials. */
function plainRole(config: string, name: string): SessionRole | undefined {
  const profile = peekSection(config, 'profile', name)
  const {sso_session: sessionName, sso_account_id: accountId, sso_role_name: roleName} = profile ?? {}
  const unusual = profile?.['role_arn'] ?? profile?.['sso_start_url'] ?? profile?.['sso_region']
  if (sessionName === undefined || accountId === undefined || roleName === undefined || unusual !== undefined)
    return undefined
  const session = peekSection(config, 'sso-session', sessionName)
  const {sso_start_url: startUrl, sso_region: region} = session ?? {}
  if (startUrl === undefined || region === undefined) return undefined
  return {session: {name: sessionName, startUrl, region}, accountId, roleName}
}
