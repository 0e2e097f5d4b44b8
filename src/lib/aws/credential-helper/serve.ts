import {exitCodes, OpsError} from '../../shared/errors.js'
import {withTilde} from '../../shared/home-path.js'
import type {Machine} from '../../shared/machine.js'
import {visibleText} from '../../shared/visible-text.js'
import type {Credentials} from '../credentials/credentials.js'
import {formatProcess} from '../credentials/process-format.js'
import type {SsoProfile} from '../config/profile.js'
import {freshRoleCredentials, ssoRoleCredentials} from '../credentials/sso-role-credentials.js'

/** Where the helper's two voices go. */
export interface Voices {
  readonly out: (text: string) => void
  readonly err: (text: string) => void
}

export interface Request {
  readonly argv: readonly string[]
  /** What the quick look made of `argv`, if anything. */
  readonly profile: SsoProfile | undefined
}

/**
 * Prints a profile's credentials on `out` exactly as `credential_process` wants them, or one line on `err`. Asks nothing of
 * a person, opens no browser and runs no other program.
 * @returns the exit code
 */
export async function serve(machine: Machine, request: Request, voices: Voices): Promise<number> {
  try {
    voices.out(`${formatProcess(await credentialsFor(machine, request))}\n`)
    return 0
  } catch (error) {
    const {line, exitCode} = judge(error, machine.env['HOME'])
    voices.err(`okta-ops-credentials: ${line}\n`)
    return exitCode
  }
}

async function credentialsFor(machine: Machine, request: Request): Promise<Credentials> {
  // The quick look has just been at the cache.
  if (request.profile !== undefined) return freshRoleCredentials(machine, request.profile)
  const {thoroughLook} = await import('./thorough-look.js')
  const {config, profile} = thoroughLook(machine, request.argv)
  if (profile.kind === 'sso') return ssoRoleCredentials(machine, profile)
  // Loads an SDK if it has to ask: STS wants its requests signed.
  const chained = await import('../credentials/profile-credentials.js')
  return chained.credentialsFor({machine, config, askMfaCode: undefined}, profile)
}

/** One line: the AWS CLI shows it inside its own message. */
function judge(error: unknown, home: string | undefined): {readonly line: string; readonly exitCode: number} {
  if (error instanceof OpsError) {
    const next = error.next === undefined ? '' : `; run: ${error.next}`
    return {line: visibleText(withTilde(error.message + next, home)), exitCode: exitCodes[error.failure]}
  }
  const what = error instanceof Error ? error.name : typeof error
  return {line: `unexpected failure, this is a bug in okta-ops (${what})`, exitCode: exitCodes.failure}
}
