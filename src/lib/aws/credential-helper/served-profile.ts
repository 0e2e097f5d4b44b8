import {OpsError} from '../../shared/errors.js'
import type {Machine} from '../../shared/machine.js'
import type {AwsConfig} from '../aws-config.js'
import {assumeRoleRequest} from '../cache-names.js'
import type {Credentials} from '../credentials.js'
import type {ChainedProfile, SsoProfile} from '../profile.js'
import {sourceSsoProfile} from '../profiles.js'
import {readAssumedRole} from '../role-cache.js'
import {cachedRoleCredentials, isSignedIn} from '../session-role.js'

/** A profile whose credentials come from an Identity Center session, directly or by assuming a role. */
export interface ServedProfile {
  readonly profile: SsoProfile | ChainedProfile
  /** The Identity Center profile at the end of its `source_profile` chain; itself when it is one. */
  readonly source: SsoProfile
}

/**
 * The profile, if the helper may serve it. It never runs a `credential_process`: it would be called by itself.
 * @throws OpsError OPS_PROFILE_NOT_FOUND, OPS_CHAIN; OPS_NO_CREDENTIALS for a profile of another kind
 */
export function servedProfile(config: AwsConfig, name: string | undefined): ServedProfile {
  if (name === undefined) {
    throw new OpsError(
      'OPS_USAGE',
      'no profile: neither --profile nor AWS_PROFILE is given, and there is no default',
      {
        failure: 'usage',
      },
    )
  }
  const profile = config.profile(name)
  const source = sourceSsoProfile(config, profile)
  if (source !== undefined && (profile.kind === 'sso' || profile.kind === 'chained')) return {profile, source}
  throw new OpsError(
    'OPS_NO_CREDENTIALS',
    `${profile.place}: profile ${name} does not get its credentials from Identity Center`,
    {next: 'okta-ops export --help'},
  )
}

/** What the cache shared with the AWS CLI holds for the profile, if the person is signed in; undefined: it must be fetched. */
export function cachedCredentials(
  machine: Machine,
  {profile, source}: ServedProfile,
): Credentials | undefined {
  if (profile.kind === 'sso') return cachedRoleCredentials(machine, profile)
  return isSignedIn(machine, source) ? readAssumedRole(machine, assumeRoleRequest(profile)) : undefined
}
