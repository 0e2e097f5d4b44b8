import {OpsError} from '../shared/errors.js'
import type {Machine} from '../shared/machine.js'
import type {CallbackAnswer, CallbackListener} from './callback-listener.js'

/** As long as a person may take in the browser, in milliseconds. */
const waitMs = 600_000

/**
 * What the browser brings back to the callback listener.
 * @throws OpsError OPS_LOGIN_EXPIRED (signed out) after ten minutes; the signal's reason
 */
export async function waitForAnswer(
  machine: Machine,
  listener: Pick<CallbackListener, 'answer'>,
  signal: AbortSignal,
): Promise<CallbackAnswer> {
  const over = new AbortController()
  const tooLate = machine.sleep(waitMs, AbortSignal.any([signal, over.signal])).then(() => {
    throw new OpsError('OPS_LOGIN_EXPIRED', 'nobody signed in within 10 minutes', {failure: 'signedOut'})
  })
  try {
    return await Promise.race([listener.answer, tooLate])
  } finally {
    over.abort()
  }
}
