import {randomBytes} from 'node:crypto'
import type {Environment, Machine} from '../../src/lib/shared/machine.js'

/** A Machine whose clock stands still until the test moves it; `sleep` moves it instead of waiting. */
export interface FakeMachine extends Machine {
  /** Moves the wall clock and the monotonic clock. */
  readonly advance: (ms: number) => void
  readonly debugLines: readonly string[]
  readonly slept: readonly number[]
}

export function fakeMachine(env: Environment = {}, startAt = new Date('2026-11-21T12:00:00Z')): FakeMachine {
  let offsetMs = 0
  const debugLines: string[] = []
  const slept: number[] = []
  const advance = (ms: number): void => {
    offsetMs += ms
  }
  return {
    env,
    platform: 'linux',
    now: () => new Date(startAt.getTime() + offsetMs),
    monotonicMs: () => offsetMs,
    sleep: async (ms, signal) => {
      signal?.throwIfAborted()
      slept.push(ms)
      advance(ms)
      // Lets sockets and other promises move on, as a real pause would.
      await new Promise((resolve) => setImmediate(resolve))
      signal?.throwIfAborted()
    },
    randomBytes,
    debug: (line) => void debugLines.push(line),
    advance,
    debugLines,
    slept,
  }
}
