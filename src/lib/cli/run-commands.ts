import {commandWords} from '../delivery/command-words.js'
import type {FlowRun} from '../ports/flow-runner.js'

/** `--on-start`, `--on-complete` and `--on-error`. */
export interface RunCommandFlags {
  readonly 'on-start'?: string | undefined
  readonly 'on-complete'?: string | undefined
  readonly 'on-error'?: string | undefined
}

/** The commands that are told of a run. */
export interface RunCommands {
  readonly progressed: (run: FlowRun) => void
  /** Resolves once all of them have ended. */
  readonly ended: (run: FlowRun, how: {readonly well: boolean}) => Promise<void>
}

const patienceMs = 30_000

/**
 * Commands get the run as JSON on stdin, and `env` (command-environment.ts). What goes wrong with one is a warning: the run is what counts.
 * @throws OpsError OPS_USAGE for what is no command, before anything is run
 */
export function createRunCommands(
  flags: RunCommandFlags,
  {env, warn}: {readonly env: Readonly<Record<string, string>>; readonly warn: (line: string) => void},
): RunCommands {
  const wordsOf = (flag: keyof RunCommandFlags): readonly [string, ...string[]] | undefined => {
    const text = flags[flag]
    return text === undefined ? undefined : commandWords(text, `--${flag}`)
  }
  const [start, complete, error] = [wordsOf('on-start'), wordsOf('on-complete'), wordsOf('on-error')]
  const tell = async (words: readonly [string, ...string[]] | undefined, run: FlowRun): Promise<void> => {
    if (words === undefined) return
    const {runToldCommand} = await import('../delivery/command.js')
    const trouble = await runToldCommand({words, env, value: run, timeoutMs: patienceMs})
    if (trouble !== undefined) warn(trouble)
  }
  let starting: Promise<void> | undefined
  return {
    progressed: (run) => {
      starting ??= tell(start, run)
    },
    ended: async (run, {well}) => {
      await starting
      await tell(well ? complete : error, run)
    },
  }
}
