import type {Environment, Machine} from '../../src/lib/shared/machine.js'
import {liveMachine} from './live-machine.js'

/** A Machine on the real clock that a test can put ahead: who sleeps for a second or longer waits for the test. */
export interface HandMachine extends Machine {
  /** Puts both clocks ahead, and wakes whose time has come. */
  readonly advance: (ms: number) => void
  /** Resolves once somebody sleeps for such a time, in milliseconds. */
  readonly asleep: (wanted: (ms: number) => boolean) => Promise<void>
  /** For how long each of those sleeps who do now. */
  readonly sleepers: () => readonly number[]
}

interface Sleeper {
  readonly ms: number
  readonly dueAt: number
  readonly wake: () => void
}

/** Below it, work is paced, which goes on by itself. */
const longMs = 1000

export function handMachine(env: Environment): HandMachine {
  const live = liveMachine(env)
  const sleepers = new Set<Sleeper>()
  const waiting = new Set<() => void>()
  let aheadMs = 0
  const sleep = (ms: number, signal?: AbortSignal): Promise<void> =>
    new Promise((resolve, reject) => {
      signal?.throwIfAborted()
      const end = (): void => {
        sleepers.delete(sleeper)
        signal?.removeEventListener('abort', onAbort)
      }
      const onAbort = (): void => {
        end()
        reject(signal?.reason as Error)
      }
      const wake = (): void => {
        end()
        resolve()
      }
      const sleeper = {ms, dueAt: aheadMs + ms, wake}
      sleepers.add(sleeper)
      signal?.addEventListener('abort', onAbort)
      for (const look of waiting) look()
    })
  return {
    ...live,
    now: () => new Date(Date.now() + aheadMs),
    monotonicMs: () => performance.now() + aheadMs,
    sleep: (ms, signal) => (ms < longMs ? live.sleep(ms, signal) : sleep(ms, signal)),
    advance: (ms) => {
      aheadMs += ms
      for (const {dueAt, wake} of [...sleepers]) if (dueAt <= aheadMs) wake()
    },
    asleep: (wanted) =>
      new Promise((resolve) => {
        const look = (): void => {
          if (![...sleepers].some(({ms}) => wanted(ms))) return
          waiting.delete(look)
          resolve()
        }
        waiting.add(look)
        look()
      }),
    sleepers: () => [...sleepers].map(({ms}) => ms),
  }
}
