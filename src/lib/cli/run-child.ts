import {spawn, type ChildProcess} from 'node:child_process'
import os from 'node:os'
import {OpsError, systemErrorCode} from '../shared/errors.js'

/** A command to run with the terminal, stdin, stdout and stderr of this process, without a shell. */
export interface ChildCommand {
  readonly command: string
  readonly args: readonly string[]
  /** The child's whole environment. */
  readonly env: Readonly<Record<string, string>>
  /** A terminal already sends Ctrl-C to the child by itself; a second one would make some programs stop at once. */
  readonly atTerminal: boolean
}

const always: readonly NodeJS.Signals[] = ['SIGTERM', 'SIGHUP', 'SIGUSR1', 'SIGUSR2']
const fromKeyboard: readonly NodeJS.Signals[] = ['SIGINT', 'SIGQUIT']

/**
 * Runs a command to its end and resolves to what a shell would report: its exit code, or 128 + the number of the signal
 * that ended it. Signals sent to this process reach the child; stdin is never touched.
 * @throws OpsError OPS_EXEC with exit 127 when there is no such command, 126 when it cannot be started
 */
export function runChild(child: ChildCommand): Promise<number> {
  return new Promise((resolve, reject) => {
    const running = startChild(child)
    const stopForwarding = forwardSignals(running, child.atTerminal)
    running.on('error', (error) => {
      stopForwarding()
      reject(cannotStart(child.command, error))
    })
    running.on('exit', (code, signal) => {
      stopForwarding()
      resolve(code ?? 128 + (signal === null ? 0 : os.constants.signals[signal]))
    })
  })
}

function startChild({command, args, env}: ChildCommand): ChildProcess {
  try {
    return spawn(command, args, {env, stdio: 'inherit'})
  } catch (error) {
    // Node throws at once for some failures (EACCES, E2BIG) and reports others by an event.
    throw cannotStart(command, error)
  }
}

function forwardSignals(child: ChildProcess, atTerminal: boolean): () => void {
  const forward = (signal: NodeJS.Signals): void => void child.kill(signal)
  const swallow = (): void => undefined
  for (const signal of always) process.on(signal, forward)
  for (const signal of fromKeyboard) process.on(signal, atTerminal ? swallow : forward)
  return () => {
    for (const signal of always) process.off(signal, forward)
    for (const signal of fromKeyboard) process.off(signal, atTerminal ? swallow : forward)
  }
}

function cannotStart(command: string, error: unknown): OpsError {
  const code = systemErrorCode(error)
  if (code === 'ENOENT') {
    return new OpsError('OPS_EXEC', `command not found: ${command}`, {
      failure: 'commandNotFound',
      cause: error,
    })
  }
  return new OpsError('OPS_EXEC', `cannot run ${command} (${code ?? 'unknown reason'})`, {
    failure: 'cannotRun',
    cause: error,
  })
}
