import type {JsonObject} from '../../shared/json.js'
import type {Machine} from '../../shared/machine.js'
import {publishedOf} from '../page-events.js'

/**
 * Lets events pass in their own time, `speed` times faster: each waits until as much time has gone by as lay between it and
 * the first one. An event older than the one before it does not wait.
 */
export function inOwnTime(
  machine: Pick<Machine, 'monotonicMs' | 'sleep'>,
  speed: number,
  signal: AbortSignal,
): (event: JsonObject) => Promise<void> {
  let start: {readonly published: number; readonly at: number} | undefined
  return async (event) => {
    const published = Date.parse(publishedOf(event))
    if (Number.isNaN(published)) return
    start ??= {published, at: machine.monotonicMs()}
    const waitMs = (published - start.published) / speed - (machine.monotonicMs() - start.at)
    if (waitMs >= 1 && !signal.aborted) await sleepOrStop(machine, waitMs, signal)
  }
}

/** A stop ends the wait, and is no failure. */
async function sleepOrStop({sleep}: Pick<Machine, 'sleep'>, ms: number, signal: AbortSignal): Promise<void> {
  try {
    await sleep(ms, signal)
  } catch (error) {
    if (!signal.aborted) throw error
  }
}
