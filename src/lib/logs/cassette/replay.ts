import type {Selection} from '../query/selection.js'
import {showAll, type ReadingDeps} from '../tail.js'
import {createShow} from '../view/show.js'
import type {Tally} from '../view/tally.js'
import {inOwnTime} from './own-time.js'

export interface ReplayOptions {
  readonly selection: Pick<Selection, 'accepts'>
  /** How many times faster than it happened; Infinity for at once. */
  readonly speed: number
  readonly limit?: number | undefined
}

/** Shows a recording as if it happened now, through the very same steps as an org's log. */
export async function replayLog(deps: ReadingDeps, {selection, speed, limit}: ReplayOptions): Promise<Tally> {
  const signal = AbortSignal.any([deps.signal, deps.screen.closed])
  const pace = speed === Infinity ? undefined : inOwnTime(deps.machine, speed, signal)
  const show = createShow(deps, {accepts: selection.accepts, limit, ...(pace === undefined ? {} : {pace})})
  // A recording has an end, as a bounded query has; its addresses carry no range.
  const [since, until] = [new Date(0), deps.machine.now()]
  return await showAll(deps, {show, follow: {query: {since, until, limit: 1000, sortOrder: 'ASCENDING'}}})
}
