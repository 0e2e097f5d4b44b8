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
