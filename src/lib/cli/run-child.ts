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
export async function runChild(child: ChildCommand): Promise<number> {
  // Before the start: a quick child may be heard, and answered with a signal, before spawn returns.
  const signals = catchSignals(child.atTerminal)
  try {
    return await endOf(child, signals.deliverTo)
  } finally {
    signals.release()
  }
}

function endOf(child: ChildCommand, started: (running: ChildProcess) => void): Promise<number> {
  return new Promise((resolve, reject) => {
    const running = startChild(child)
    running.on('error', (error) => {
      reject(cannotStart(child.command, error))
    })
    running.on('exit', (code, signal) => {
      resolve(code ?? 128 + (signal === null ? 0 : os.constants.signals[signal]))
    })
    started(running)
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

/** From now on signals to this process do not end it; they reach the child, at the latest when it has started. */
function catchSignals(atTerminal: boolean): {
  readonly deliverTo: (child: ChildProcess) => void
  readonly release: () => void
} {
  const early: NodeJS.Signals[] = []
  let deliver = (signal: NodeJS.Signals): void => void early.push(signal)
  const forward = (signal: NodeJS.Signals): void => {
    deliver(signal)
  }
  const swallow = (): void => undefined
  const handlers = [
    ...always.map((signal) => [signal, forward] as const),
    ...fromKeyboard.map((signal) => [signal, atTerminal ? swallow : forward] as const),
  ]
  for (const [signal, handler] of handlers) process.on(signal, handler)
  return {
    deliverTo: (child) => {
      deliver = (signal) => void child.kill(signal)
      early.forEach(deliver)
    },
    release: () => {
      for (const [signal, handler] of handlers) process.off(signal, handler)
    },
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
