import {exitCodes, OpsError} from '../../shared/errors.js'
import type {Machine} from '../../shared/machine.js'
import {visibleText} from '../../shared/visible-text.js'
import type {Credentials} from '../credentials.js'
import {formatProcess} from '../process-format.js'
import {chosenProfile, loadConfig, type AwsConfig} from '../profiles.js'
import {ssoRoleCredentials} from '../sso-role-credentials.js'
import {profileArgument} from './arguments.js'
import {servedProfile, type ServedProfile} from './served-profile.js'

/** Where the helper's two voices go. */
export interface Voices {
  readonly out: (text: string) => void
  readonly err: (text: string) => void
}

/**
 * Prints a profile's credentials on `out` exactly as `credential_process` wants them, or one line on `err`. Asks nothing of
 * a person, opens no browser and runs no other program.
 * @returns the exit code
 */
export async function serve(machine: Machine, argv: readonly string[], voices: Voices): Promise<number> {
  try {
    const flag = profileArgument(argv)
    const config = loadConfig(machine)
    const profile = servedProfile(config, chosenProfile(machine, flag)?.name)
    voices.out(`${formatProcess(await credentialsOf(machine, config, profile))}\n`)
    return 0
  } catch (error) {
    const {line, exitCode} = judge(error)
    voices.err(`okta-ops-credentials: ${line}\n`)
    return exitCode
  }
}

async function credentialsOf(
  machine: Machine,
  config: AwsConfig,
  profile: ServedProfile,
): Promise<Credentials> {
  if (profile.kind === 'sso') return ssoRoleCredentials(machine, profile)
  // Loads an SDK if it has to ask: STS wants its requests signed.
  const {credentialsFor} = await import('../profile-credentials.js')
  return credentialsFor({machine, config, askMfaCode: undefined}, profile)
}

/** One line: the AWS CLI shows it inside its own message. */
function judge(error: unknown): {readonly line: string; readonly exitCode: number} {
  if (error instanceof OpsError) {
    const next = error.next === undefined ? '' : `; run: ${error.next}`
    return {line: visibleText(error.message + next), exitCode: exitCodes[error.failure]}
  }
  const what = error instanceof Error ? error.name : typeof error
  return {line: `unexpected failure, this is a bug in okta-ops (${what})`, exitCode: exitCodes.failure}
}
