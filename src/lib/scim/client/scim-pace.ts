import {chance} from '../../shared/chance.js'
import type {Machine} from '../../shared/machine.js'

export interface PaceLimits {
  /** Requests a second that are never exceeded; 20 unless said. AWS publishes no figure for SCIM. */
  readonly ceiling?: number
  /** Requests under way at a time, reads and writes together; 8 unless said. */
  readonly workers?: number
}

/** One request's turn; `done` gives its place to the next. */
export interface PaceTurn {
  readonly startedAt: number
  readonly done: () => void
}

/**
 * The pace of all requests to one endpoint: additive increase, multiplicative decrease. What the endpoint bears is found by
 * going a little faster every second until it says 429; then half as fast, quickly back to a tenth below that point, and from
 * there on slowly.
 */
export interface ScimPace {
  /** Resolves when it is this request's turn. */
  readonly turn: (signal?: AbortSignal) => Promise<PaceTurn>
  /** The endpoint said 429 to the request of that turn. Without `retryAfterMs` it did not say for how long. */
  readonly throttled: (turn: PaceTurn, retryAfterMs: number | undefined) => void
  /** Requests a second, now. */
  readonly perSecond: () => number
}

/** Requests a second; AWS publishes no figure for SCIM, and 20 is what its other Identity Center APIs bear together. */
export const usualCeiling = 20

/** A turn that comes late by a timer's fault may be made up for, up to this. */
const latenessMs = 50
const firstHoldMs = 250
const longestHoldMs = 30_000

export function createScimPace(
  machine: Pick<Machine, 'monotonicMs' | 'sleep' | 'randomBytes'>,
  {ceiling = usualCeiling, workers = 8}: PaceLimits = {},
): ScimPace {
  const slowest = ceiling / 40
  let rate = ceiling / 2
  /** Where it was too fast, last time. */
  let tooFast = Number.POSITIVE_INFINITY
  let nextAt = machine.monotonicMs()
  let grownAt = nextAt
  let slowedAt = Number.NEGATIVE_INFINITY
  let holds = 0
  let queue: Promise<unknown> = Promise.resolve()
  const places = createPlaces(workers)

  const grow = (now: number): void => {
    const perSecond = rate < tooFast * 0.9 ? ceiling / 20 : ceiling / 400
    rate = Math.min(ceiling, rate + (perSecond * Math.min(1000, now - grownAt)) / 1000)
    grownAt = now
  }
  /** One at a time, so that only one sleeps, and a 429 meanwhile holds back everybody behind it. */
  const wait = async (signal: AbortSignal | undefined): Promise<number> => {
    for (;;) {
      signal?.throwIfAborted()
      const now = machine.monotonicMs()
      if (now >= nextAt) {
        grow(now)
        const gap = 1000 / rate
        nextAt = Math.max(nextAt, now - Math.max(0, latenessMs - gap)) + gap
        return now
      }
      await machine.sleep(nextAt - now, signal)
    }
  }
  return {
    turn: async (signal) => {
      const done = await places.take(signal)
      try {
        const mine = queue.then(() => wait(signal))
        queue = mine.catch(() => undefined)
        return {startedAt: await mine, done}
      } catch (error) {
        done()
        signal?.throwIfAborted()
        throw error
      }
    },
    throttled: ({startedAt}, retryAfterMs) => {
      const now = machine.monotonicMs()
      // Those that were under way when it slowed down say nothing new.
      if (startedAt >= slowedAt) {
        holds = now - slowedAt < longestHoldMs && holds > 0 ? holds + 1 : 1
        tooFast = rate
        rate = Math.max(slowest, rate / 2)
        slowedAt = now
        grownAt = now
      }
      const hold = retryAfterMs ?? Math.min(longestHoldMs, firstHoldMs * 2 ** Math.min(holds - 1, 3))
      nextAt = Math.max(nextAt, now + hold * (1 + chance(machine) / 4))
    },
    perSecond: () => rate,
  }
}

/** So many at a time; who waits is served in order. */
function createPlaces(count: number): {readonly take: (signal?: AbortSignal) => Promise<() => void>} {
  let free = count
  const waiting: (() => void)[] = []
  const give = (): void => {
    const next = waiting.shift()
    if (next === undefined) free++
    else next()
  }
  return {
    take: async (signal) => {
      if (free > 0) free--
      else await new Promise<void>((resolve) => waiting.push(resolve))
      if (signal?.aborted === true) {
        give()
        signal.throwIfAborted()
      }
      let isDone = false
      return () => {
        if (!isDone) give()
        isDone = true
      }
    },
  }
}
