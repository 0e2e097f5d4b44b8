import {formatDuration} from '../shared/duration.js'
import type {Machine} from '../shared/machine.js'
import type {FollowNotice} from './follow-notice.js'

const jumpMs = 30_000

/**
 * Sleeps and compares the two clocks afterwards: a laptop that slept, or a wall clock that was moved, is said instead of
 * leaving the reader wondering. False when the signal ended it.
 */
export async function sleepWatchfully(
  machine: Machine,
  ms: number,
  {signal, onNotice}: {readonly signal?: AbortSignal; readonly onNotice?: (notice: FollowNotice) => void},
): Promise<boolean> {
  const [wall, steady] = [machine.now().getTime(), machine.monotonicMs()]
  try {
    if (ms > 0) await machine.sleep(ms, signal)
  } catch (error) {
    if (signal?.aborted === true) return false
    throw error
  }
  const drift = machine.now().getTime() - wall - (machine.monotonicMs() - steady)
  if (Math.abs(drift) > jumpMs) {
    const way = drift > 0 ? 'forward' : 'back'
    const message = `the clock went ${formatDuration(Math.abs(drift))} ${way} (or this machine slept): reading goes on where it was`
    onNotice?.({kind: 'clock', message})
  }
  return signal?.aborted !== true
}
