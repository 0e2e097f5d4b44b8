import type {Machine} from '../../shared/machine.js'

/** Between one look and the next: half a minute in all. */
const pausesMs = [0, 250, 500, 1000, 2000, 4000, 8000, 16_000]

/** What came of looking until something is as it was written. */
export interface Sighting {
  /** Undefined where the endpoint does not tell. */
  readonly shown: boolean | undefined
  /** Until the look that showed it, or the last. */
  readonly ms: number
  readonly looks: number
}

/**
 * Looks until it is there, or half a minute is over.
 * @param look undefined: the endpoint does not tell
 */
export async function untilSeen(
  {monotonicMs, sleep}: Pick<Machine, 'monotonicMs' | 'sleep'>,
  look: () => Promise<boolean | undefined>,
  signal?: AbortSignal,
): Promise<Sighting> {
  const since = monotonicMs()
  let looks = 0
  for (const pause of pausesMs) {
    if (pause > 0) await sleep(pause, signal).catch(() => signal?.throwIfAborted())
    const shown = await look()
    looks++
    if (shown !== false) return {shown, ms: monotonicMs() - since, looks}
  }
  return {shown: false, ms: monotonicMs() - since, looks}
}
