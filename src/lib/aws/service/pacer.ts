import type {Machine} from '../../shared/machine.js'

/**
 * Gives turns at a pace that a service bears: slower after each refusal, carefully faster after each success (AIMD).
 */
export interface Pacer {
  /** Resolves when it is this caller's turn. */
  readonly turn: (signal?: AbortSignal) => Promise<void>
  readonly succeeded: () => void
  /** The service said 429; nothing is sent before `retryAfterMs` are over. */
  readonly throttled: (retryAfterMs: number) => void
}

const fastestMs = 50
const slowestMs = 5_000

/** Starts at 8 turns a second: a large company's portal refuses far more (granted#811 fails at 20). */
export function createPacer(machine: Pick<Machine, 'monotonicMs' | 'sleep'>, startMs = 125): Pacer {
  let gapMs = startMs
  let nextAt = 0
  return {
    turn: async (signal) => {
      const now = machine.monotonicMs()
      const at = Math.max(now, nextAt)
      nextAt = at + gapMs
      if (at > now) await machine.sleep(at - now, signal)
    },
    succeeded: () => {
      gapMs = Math.max(fastestMs, gapMs - 5)
    },
    throttled: (retryAfterMs) => {
      gapMs = Math.min(slowestMs, gapMs * 2)
      nextAt = Math.max(nextAt, machine.monotonicMs() + Math.max(retryAfterMs, gapMs))
    },
  }
}
