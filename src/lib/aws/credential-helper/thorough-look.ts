import type {Machine} from '../../shared/machine.js'
import {chosenProfile, loadConfig, type AwsConfig} from '../config/profiles.js'
import {profileArgument} from './arguments.js'
import {servedProfile, type ServedProfile} from './served-profile.js'

/**
 * The profile to serve, by the whole config and every way to choose one.
 * @throws OpsError OPS_USAGE, OPS_PROFILE_NOT_FOUND, OPS_CONFIG_BROKEN and whatever else may be wrong with either
 */
export function thoroughLook(
  machine: Machine,
  argv: readonly string[],
): {readonly config: AwsConfig; readonly profile: ServedProfile} {
  const flag = profileArgument(argv)
  const config = loadConfig(machine)
  return {config, profile: servedProfile(config, chosenProfile(machine, flag)?.name)}
}
