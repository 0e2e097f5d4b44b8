import {OpsError} from '../../shared/errors.js'
import type {Machine} from '../../shared/machine.js'
import {shellWord} from '../../shared/shell-word.js'
import {ambientCredentials, type AmbientOrigin} from './ambient-credentials.js'
import {assumeRole, type AskMfaCode} from './assume-role.js'
import type {Credentials} from './credentials.js'
import type {ChainedProfile, Profile} from '../config/profile.js'
import {keysBesideRole, profileCredentials} from './profile-providers.js'
import {sourceSsoProfile, type AwsConfig} from '../config/profiles.js'
import {isSignedIn} from './session-role.js'
import {ssoRoleCredentials} from './sso-role-credentials.js'

/** How many `source_profile` steps are followed, as in the AWS CLI's own chain guard. */
const deepestChain = 4

const ambientOrigins = {
  Environment: 'environment',
  EcsContainer: 'container',
  Ec2InstanceMetadata: 'instance',
} as const satisfies Record<string, AmbientOrigin>

/** Where credentials are looked up, and what may be asked of the person meanwhile. */
export interface CredentialSearch {
  readonly machine: Machine
  readonly config: AwsConfig
  /** For `mfa_serial`; undefined where nobody can answer. */
  readonly askMfaCode: AskMfaCode | undefined
}

/**
 * Credentials of a profile of any kind. An Identity Center profile is always resolved by ours, never by an SDK, since the
 * SDKs rewrite the token file outside our lock; a chained role gets the result as its source.
 * @throws OpsError OPS_SIGNED_OUT (exit 4), OPS_ACCESS_DENIED, OPS_CHAIN, OPS_PROFILE_INCOMPLETE and the providers' own
 */
export function credentialsFor(search: CredentialSearch, profile: Profile): Promise<Credentials> {
  return resolve(search, profile, [])
}

/** `chain` are the profiles whose source this one is, the first one first. */
function resolve(search: CredentialSearch, profile: Profile, chain: readonly string[]): Promise<Credentials> {
  switch (profile.kind) {
    case 'sso':
      return ssoRoleCredentials(search.machine, profile)
    case 'chained':
      return assumeRole(search.machine, {
        profile,
        source: () => sourceCredentials(search, profile, [...chain, profile.name]),
        mayUseCache: !isSignedOut(search, profile),
        askMfaCode: search.askMfaCode,
      })
    case 'empty':
      throw holdsNothing(profile)
    default:
      return profileCredentials(search.machine, profile)
  }
}

/** Signing out with any tool ends chained roles too, though their cached credentials would still work. */
function isSignedOut({machine, config}: CredentialSearch, profile: ChainedProfile): boolean {
  const sso = sourceSsoProfile(config, profile)
  return sso !== undefined && !isSignedIn(machine, sso)
}

function sourceCredentials(
  search: CredentialSearch,
  profile: ChainedProfile,
  chain: readonly string[],
): Promise<Credentials> {
  const {name, source, place} = profile
  if ('environment' in source) return ambientCredentials(search.machine, ambientOrigins[source.environment])
  // A profile may name itself as its source: then the keys beside its role_arn are meant.
  if (source.profile === name) return keysBesideRole(search.machine, profile)
  if (chain.includes(source.profile)) {
    throw brokenChain(place, `goes round in a circle: ${[...chain, source.profile].join(' -> ')}`)
  }
  if (chain.length > deepestChain) {
    throw brokenChain(place, `has more than ${deepestChain} steps: ${chain.join(' -> ')}`)
  }
  return resolve(search, search.config.profile(source.profile), chain)
}

function brokenChain(place: string, trouble: string): OpsError {
  return new OpsError('OPS_CHAIN', `${place}: the source_profile chain ${trouble}`)
}

function holdsNothing({name, place}: Profile): OpsError {
  return new OpsError(
    'OPS_PROFILE_INCOMPLETE',
    `${place}: profile "${name}" holds nothing that leads to credentials`,
    {
      next: `okta-ops setup --profile ${shellWord(name)}`,
    },
  )
}
