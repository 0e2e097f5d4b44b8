import {OpsError} from '../../shared/errors.js'
import type {ChainedProfile, SsoProfile} from '../config/profile.js'
import {sourceSsoProfile, type AwsConfig} from '../config/profiles.js'

/** A profile whose credentials come from an Identity Center session, directly or by assuming roles. */
export type ServedProfile = SsoProfile | ChainedProfile

/**
 * The profile, if the helper may serve it. A `credential_process` is never run: the helper may be the one it names.
 * @throws OpsError OPS_PROFILE_NOT_FOUND, OPS_CHAIN; OPS_USAGE without a name; OPS_NO_CREDENTIALS for another kind
 */
export function servedProfile(config: AwsConfig, name: string | undefined): ServedProfile {
  if (name === undefined) {
    throw new OpsError('OPS_USAGE', 'no profile: give --profile or AWS_PROFILE', {failure: 'usage'})
  }
  const profile = config.profile(name)
  const isServed = profile.kind === 'sso' || profile.kind === 'chained'
  if (isServed && sourceSsoProfile(config, profile) !== undefined) return profile
  throw new OpsError(
    'OPS_NO_CREDENTIALS',
    `${profile.place}: profile ${name} does not get its credentials from Identity Center`,
    {next: 'okta-ops export --help'},
  )
}
