import {setTimeout as delay} from 'node:timers/promises'
import type {Environment, Machine} from '../../src/lib/shared/machine.js'
import {fakeMachine} from './fake-machine.js'

/** A Machine on the real clock, for what waits for sockets and browsers. */
export function liveMachine(env: Environment): Machine & {readonly debugLines: readonly string[]} {
  return {
    ...fakeMachine(env),
    now: () => new Date(),
    monotonicMs: () => performance.now(),
    sleep: (ms, signal) => delay(ms, undefined, signal ? {signal} : {}),
  }
}
