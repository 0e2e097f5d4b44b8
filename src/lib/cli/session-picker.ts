import type {AwsConfig} from '../aws/config/aws-config.js'
import type {SessionTarget} from '../aws/session/sessions.js'
import {awsProfiles, awsSessions, type Context} from './context.js'
import {pickProfile} from './profile-picker.js'

/** The session a command is about, with the config it was found in. */
export interface PickedSession extends SessionTarget {
  readonly config: AwsConfig
}

/**
 * `--session`, or the session of the profile: by flag, variable, `default`, or with a terminal from the list.
 * @throws OpsError OPS_USAGE when nobody chose and nobody can be asked; OPS_SESSION_NOT_FOUND, OPS_PROFILE_NOT_FOUND
 */
export async function pickSession(
  context: Context,
  flags: {readonly session?: string | undefined; readonly profile?: string | undefined},
): Promise<PickedSession> {
  const {sessionByName, sessionOfProfile} = await awsSessions()
  const {loadConfig} = await awsProfiles()
  const config = loadConfig(context.machine)
  context.configs.add(config)
  if (flags.session !== undefined) return {...sessionByName(config, flags.session), config}
  const {name} = await pickProfile(context, flags.profile)
  return {...sessionOfProfile(config, name), config}
}
