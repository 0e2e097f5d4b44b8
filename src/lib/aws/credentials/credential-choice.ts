import type {Machine} from '../../shared/machine.js'
import {announcedOrigin, hasEnvironmentKeys, type AmbientOrigin} from './ambient-credentials.js'
import type {Profile} from '../config/profile.js'
import {chosenProfile, type AwsConfig, type ProfileChoice} from '../config/profiles.js'

/** A profile, and who said so; `list` is the person, just now. */
export interface ProfileSource {
  readonly kind: 'profile'
  readonly profile: Profile
  readonly from: ProfileChoice['from'] | 'list'
}

/** What the machine gives without a profile; `settings` is a profile that is chosen all the same, for its region. */
export interface AmbientSource {
  readonly kind: 'ambient'
  readonly origin: AmbientOrigin
  readonly settings: Profile | undefined
}

/** Whose credentials a command is about. */
export type CredentialSource = ProfileSource | AmbientSource

/**
 * The order of the AWS CLI v2: `--profile`, keys in the environment, AWS_PROFILE and AWS_DEFAULT_PROFILE, the default profile,
 * a web identity, a container. A profile that holds only settings is passed over unless the flag names it.
 * Undefined: nothing is chosen; an EC2 instance may still have an answer.
 * @throws OpsError OPS_PROFILE_NOT_FOUND and what else is wrong with the chosen profile
 */
export function chooseSource(
  machine: Machine,
  config: AwsConfig,
  flag: string | undefined,
): CredentialSource | undefined {
  const {env} = machine
  const chosen = chosenProfile(machine, flag)
  if (chosen?.from !== '--profile' && hasEnvironmentKeys(env)) {
    const known = chosen !== undefined && config.profileNames().includes(chosen.name)
    return {kind: 'ambient', origin: 'environment', settings: known ? config.profile(chosen.name) : undefined}
  }
  const profile = chosen === undefined ? undefined : config.profile(chosen.name)
  if (chosen !== undefined && profile !== undefined) {
    if (profile.kind !== 'empty' || chosen.from === '--profile')
      return {kind: 'profile', profile, from: chosen.from}
  }
  const origin = announcedOrigin(env) ?? (profile === undefined ? undefined : 'instance')
  return origin === undefined ? undefined : {kind: 'ambient', origin, settings: profile}
}
