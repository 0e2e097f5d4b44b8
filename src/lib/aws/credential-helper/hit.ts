import {exitCodes, OpsError} from '../../shared/errors.js'
import type {Machine} from '../../shared/machine.js'
import {visibleText} from '../../shared/visible-text.js'
import {writeFully} from '../../shared/write-fully.js'
import {formatCredentials} from '../export-formats.js'
import {chosenProfile, loadConfig} from '../profiles.js'
import {profileArgument} from './arguments.js'
import {cachedCredentials, servedProfile} from './served-profile.js'
import {helperMachine} from './machine.js'

/*
 * `okta-ops-credentials`, the program behind `credential_process`: every call of every AWS tool waits for it. This module
 * answers from the cache, with nothing loaded but itself; only when that fails it loads miss.ts, which may use the network.
 * Neither asks anything of a person, opens a browser or runs another program.
 */

/** Where the helper's two voices go. */
export interface Voices {
  readonly out: (text: string) => void
  readonly err: (text: string) => void
}

/** The bin's only call: serves this process and sets its exit code. */
export function main(): void {
  const voices = {
    out: (text: string) => {
      writeFully(1, text)
    },
    err: (text: string) => {
      writeFully(2, text)
    },
  }
  void serve(helperMachine(), process.argv.slice(2), voices).then((exitCode) => {
    process.exitCode = exitCode
  })
}

/**
 * Prints the profile's credentials on `out` exactly as `credential_process` wants them, or one line on `err`.
 * @returns the exit code
 */
export async function serve(machine: Machine, argv: readonly string[], voices: Voices): Promise<number> {
  try {
    const flag = profileArgument(argv)
    const choice = chosenProfile(machine, flag)
    const config = loadConfig(machine)
    const profile = servedProfile(config, choice?.name)
    const credentials =
      cachedCredentials(machine, profile) ??
      (await (await import('./miss.js')).freshCredentials(machine, config, profile))
    voices.out(`${formatCredentials(credentials, 'process')}\n`)
    return 0
  } catch (error) {
    const {line, exitCode} = judge(error)
    voices.err(`okta-ops-credentials: ${line}\n`)
    return exitCode
  }
}

/** One line: the AWS CLI shows it inside its own message. */
function judge(error: unknown): {readonly line: string; readonly exitCode: number} {
  if (error instanceof OpsError) {
    const next = error.next === undefined ? '' : `; run: ${error.next}`
    return {line: visibleText(error.message + next), exitCode: exitCodes[error.failure]}
  }
  const what = error instanceof Error ? `${error.name}: ${error.message}` : typeof error
  return {
    line: visibleText(`unexpected failure, this is a bug in okta-ops (${what})`),
    exitCode: exitCodes.failure,
  }
}
