import {OpsError} from '../shared/errors.js'
import type {Machine} from '../shared/machine.js'

/** How often and how patiently a receiver is asked again. */
export interface RedeliveryOptions {
  /** Tries in all; 5 unless said. */
  readonly attempts?: number
  /** Before the second try; doubles from there. 500 ms unless said. */
  readonly initialMs?: number
  /** The longest pause; 30 s unless said. */
  readonly maxMs?: number
}

/** A receiver's no that another try may turn into a yes; `afterMs` is its own wish. */
export class PassingFailure extends Error {
  readonly afterMs: number | undefined

  constructor(
    reason: string,
    options: {readonly afterMs?: number | undefined; readonly cause?: unknown} = {},
  ) {
    super(reason, {cause: options.cause})
    this.name = 'PassingFailure'
    this.afterMs = options.afterMs
  }
}

/**
 * Runs `attempt` until it ends without a PassingFailure, pausing with full jitter in between.
 * @throws OpsError OPS_SINK (unavailable) naming `label` and the last reason when the tries are used up
 */
export async function redeliver<T>(
  machine: Machine,
  {
    label,
    options = {},
    signal,
  }: {label: string; options?: RedeliveryOptions | undefined; signal?: AbortSignal | undefined},
  attempt: () => Promise<T>,
): Promise<T> {
  const {attempts = 5, initialMs = 500, maxMs = 30_000} = options
  for (let tried = 1; ; tried++) {
    signal?.throwIfAborted()
    try {
      return await attempt()
    } catch (error) {
      if (!(error instanceof PassingFailure)) throw error
      if (tried >= attempts) throw undelivered(label, error)
      const ceiling = Math.min(maxMs, initialMs * 2 ** (tried - 1))
      const pause = Math.min(maxMs, error.afterMs ?? ceiling * fraction(machine))
      machine.debug(`${label}: ${error.message}; again in ${Math.round(pause)} ms`)
      await machine.sleep(pause, signal)
    }
  }
}

function undelivered(label: string, cause: PassingFailure): OpsError {
  return new OpsError(
    'OPS_SINK',
    `${label} does not take the events: ${cause.message}. They stay with Okta and are sent again.`,
    {
      failure: 'unavailable',
      next: 'okta-ops logs checkpoint list',
      cause,
    },
  )
}

function fraction(machine: Machine): number {
  const [high = 0, low = 0] = machine.randomBytes(2)
  return (high * 256 + low) / 65_536
}
