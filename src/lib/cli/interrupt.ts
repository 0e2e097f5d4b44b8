import {OpsError} from '../shared/errors.js'

/** What asks a command to end, in words and as the kind of failure that it ends with. */
const stops = {
  SIGINT: {word: 'cancelled', failure: 'interrupted'},
  SIGTERM: {word: 'stopped', failure: 'terminated'},
} as const

/**
 * Runs `work` with a signal that Ctrl-C and SIGTERM abort, so that what it has begun ends tidily and the command ends with exit 130
 * or 143. The second one ends the process as ever.
 */
export async function untilInterrupted<T>(work: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const controller = new AbortController()
  const names = ['SIGINT', 'SIGTERM'] as const
  const forget = (): void => {
    for (const name of names) process.off(name, stop)
  }
  let reason: OpsError | undefined
  const stop = (name: 'SIGINT' | 'SIGTERM'): void => {
    forget()
    const {word, failure} = stops[name]
    reason = new OpsError('OPS_INTERRUPTED', word, {failure})
    controller.abort(reason)
  }
  for (const name of names) process.on(name, stop)
  try {
    return await work(controller.signal)
  } catch (error) {
    // A library may say only that it was stopped, and not by what.
    throw error instanceof OpsError && error.code === 'OPS_INTERRUPTED' ? (reason ?? error) : error
  } finally {
    forget()
  }
}

/**
 * Runs a follower: Ctrl-C, SIGTERM and SIGHUP abort the signal, and what is in hand is finished. A second one ends the
 * process at once.
 * @returns what `work` gave, and the signal that stopped it, if one did
 */
export async function untilStopped<T>(
  work: (signal: AbortSignal) => Promise<T>,
): Promise<{readonly result: T; readonly stoppedBy: NodeJS.Signals | undefined}> {
  const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const
  const controller = new AbortController()
  let stoppedBy: NodeJS.Signals | undefined
  const forget = (): void => {
    for (const name of signals) process.off(name, stop)
  }
  const stop = (signal: NodeJS.Signals): void => {
    stoppedBy = signal
    forget()
    controller.abort()
  }
  for (const name of signals) process.on(name, stop)
  try {
    const result = await work(controller.signal)
    return {result, stoppedBy}
  } finally {
    forget()
  }
}

/** As `untilInterrupted`, for work that ends quietly when it is stopped: what it has by then is not the whole. */
export function wholeOrInterrupted<T>(work: (signal: AbortSignal) => Promise<T>): Promise<T> {
  return untilInterrupted(async (signal) => {
    const result = await work(signal)
    signal.throwIfAborted()
    return result
  })
}

/** What Ctrl-C or SIGTERM has left in this state, as the failure that ends the command. */
export function interruption(
  {message, next}: Pick<OpsError, 'message' | 'next'>,
  {reason}: AbortSignal,
): OpsError {
  const {word, failure} =
    reason instanceof OpsError && reason.failure === 'terminated' ? stops.SIGTERM : stops.SIGINT
  return new OpsError('OPS_INTERRUPTED', `${word}; ${message}`, {
    failure,
    ...(next === undefined ? {} : {next}),
  })
}
