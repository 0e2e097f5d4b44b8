import type {Machine} from '../../shared/machine.js'
import type {AwsConfig} from '../aws-config.js'
import type {Credentials} from '../credentials.js'
import {ssoRoleCredentials} from '../sso-role-credentials.js'
import type {ServedProfile} from './served-profile.js'

/** Credentials that are not in the cache: from the portal with the session's token. */
export function freshCredentials(
  machine: Machine,
  _config: AwsConfig,
  {source}: ServedProfile,
): Promise<Credentials> {
  return ssoRoleCredentials(machine, source)
}
