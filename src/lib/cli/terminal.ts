import type {Environment} from '../shared/machine.js'

/** What the three standard streams are connected to, decided once. */
export interface Terminal {
  /** A person can answer a prompt: stdin and stderr are terminals and this is not CI. */
  readonly interactive: boolean
  /** stdout may carry colour (NO_COLOR, FORCE_COLOR and the stream decide). */
  readonly colour: boolean
  /** Width of stdout in columns; 80 when it is not a terminal. */
  readonly columns: number
  /** The same where stdout is a terminal; undefined in a file or a pipe. */
  readonly width: number | undefined
}

export function describeTerminal(env: Environment): Terminal {
  const dumb = env['TERM'] === 'dumb'
  return {
    interactive: process.stdin.isTTY && process.stderr.isTTY && !dumb && !isSet(env['CI']),
    colour: isSet(env['NO_COLOR']) ? false : isSet(env['FORCE_COLOR']) || (process.stdout.isTTY && !dumb),
    columns: process.stdout.columns || 80,
    width: process.stdout.isTTY ? process.stdout.columns || 80 : undefined,
  }
}

function isSet(value: string | undefined): boolean {
  return value !== undefined && value !== ''
}
