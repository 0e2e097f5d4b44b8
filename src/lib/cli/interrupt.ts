import {OpsError} from '../shared/errors.js'

/**
 * Runs `work` with a signal that Ctrl-C aborts, so that what it has begun ends tidily and the command ends with exit
 * 130. The second Ctrl-C ends the process as ever.
 */
export async function untilInterrupted<T>(work: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const controller = new AbortController()
  const onInterrupt = (): void => {
    controller.abort(new OpsError('OPS_INTERRUPTED', 'cancelled', {failure: 'interrupted'}))
  }
  process.once('SIGINT', onInterrupt)
  try {
    return await work(controller.signal)
  } finally {
    process.removeListener('SIGINT', onInterrupt)
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

/** What Ctrl-C has left in this state, as the failure that ends the command. */
export function interruption({message, next}: Pick<OpsError, 'message' | 'next'>): OpsError {
  return new OpsError('OPS_INTERRUPTED', `cancelled; ${message}`, {
    failure: 'interrupted',
    ...(next === undefined ? {} : {next}),
  })
}
