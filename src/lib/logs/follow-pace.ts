import {chance} from '../shared/chance.js'
import type {Machine} from '../shared/machine.js'

/** How long to wait between two polls that find nothing new: `auto` goes from 2 s when busy to 30 s when idle. */
export interface Pace {
  readonly interval: 'auto' | number
  /** At most this much is added by chance; a tenth of the wait unless said. */
  readonly jitterMs?: number
}

/** Polling faster only spends the rate limit: an event is readable a few seconds after it happened. */
export const leastIntervalMs = 2000
const mostIntervalMs = 30_000

/** The next wait, from whether the last page brought anything. */
export function createPacer(machine: Pick<Machine, 'randomBytes'>, pace: Pace): (busy: boolean) => number {
  let autoMs = leastIntervalMs
  return (busy) => {
    autoMs = busy ? leastIntervalMs : Math.min(mostIntervalMs, autoMs * 1.5)
    const waitMs = pace.interval === 'auto' ? autoMs : Math.max(leastIntervalMs, pace.interval)
    return Math.round(waitMs + chance(machine) * (pace.jitterMs ?? waitMs / 10))
  }
}

/** The wait after `failures` failures in a row: 1 s doubling to a minute, the upper half of it by chance. */
export function backoffMs(machine: Pick<Machine, 'randomBytes'>, failures: number): number {
  const most = Math.min(60_000, 1000 * 2 ** Math.min(failures - 1, 10))
  return Math.round(most / 2 + (chance(machine) * most) / 2)
}
