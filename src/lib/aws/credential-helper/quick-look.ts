import {readFileSync} from 'node:fs'
import type {Machine} from '../../shared/machine.js'
import {awsPaths} from '../config/aws-paths.js'
import type {Credentials} from '../credentials/credentials.js'
import type {SsoProfile} from '../config/profile.js'
import {cachedRoleCredentials, sessionRoleOf} from '../credentials/session-role.js'
import {peekSection} from './peek-section.js'

/** What could be seen at a glance. */
export interface QuickLook {
  /** Undefined unless everything about it is ordinary; then thorough-look.ts finds it, or the words for what is wrong. */
  readonly profile?: SsoProfile
  /** Undefined unless the person is signed in and the cache has good ones. */
  readonly credentials?: Credentials
}

/** The Identity Center profile of `--profile NAME`, if it and its session are plainly written, and its cached credentials. */
export function quickLook(machine: Machine, [flag, name, ...rest]: readonly string[]): QuickLook {
  if (flag !== '--profile' || name === undefined || rest.length > 0) return {}
  try {
    const file = awsPaths(machine).configFile
    const profile = plainProfile(readFileSync(file, 'utf8'), name, file)
    const credentials = profile && cachedRoleCredentials(machine, sessionRoleOf(profile))
    return {...(profile && {profile}), ...(credentials && {credentials})}
  } catch {
    return {}
  }
}

/** Settings that give a profile another meaning, or its services another address. */
const unusual = ['role_arn', 'sso_start_url', 'sso_region', 'services', 'endpoint_url']

/** A profile that refers to an `[sso-session]` and to nothing else that leads to credentials. */
function plainProfile(config: string, name: string, place: string): SsoProfile | undefined {
  const profile = peekSection(config, 'profile', name)
  const {
    sso_session: sessionName,
    sso_account_id: accountId,
    sso_role_name: roleName,
    region,
    output,
  } = profile ?? {}
  if (profile === undefined || sessionName === undefined || accountId === undefined || roleName === undefined)
    return undefined
  const session = peekSection(config, 'sso-session', sessionName)
  const {sso_start_url: startUrl, sso_region: ssoRegion} = session ?? {}
  if (startUrl === undefined || ssoRegion === undefined || unusual.some((key) => key in profile))
    return undefined
  return {
    kind: 'sso',
    name,
    place,
    region,
    output,
    endpoints: {},
    accountId,
    roleName,
    // Scopes and flow matter to a login alone, and none happens here.
    session: {name: sessionName, startUrl, region: ssoRegion, scopes: undefined, useDeviceCode: false},
  }
}
