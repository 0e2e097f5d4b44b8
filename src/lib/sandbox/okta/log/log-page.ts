import type {EventStore, StoredEvent} from './event-store.js'
import type {LogPlace} from './log-cursors.js'
import type {LogQuery} from './log-query.js'

export interface LogSlice {
  readonly events: readonly StoredEvent[]
  /** Where to go on; undefined: that was all there will be. */
  readonly next: LogPlace | undefined
}

/** A page by commit order. There is always more to come, so there is always a place to go on from. */
export function pollPage(log: EventStore, query: LogQuery, place: LogPlace | undefined): LogSlice {
  const all = log.events
  const found: StoredEvent[] = []
  let index = place?.kind === 'polling' ? place.index : firstCommitted(all, query.sinceMs)
  while (index < all.length && found.length < query.limit) {
    const stored = all[index]
    if (stored !== undefined && query.wants(stored)) found.push(stored)
    index += 1
  }
  return {events: found, next: {kind: 'polling', index}}
}

/** A page by `published`, of what is filed by now and lies between the two times. */
export function boundedPage(log: EventStore, query: LogQuery, place: LogPlace | undefined): LogSlice {
  const [all, order] = [log.events, log.byPublished]
  const step = query.descending ? -1 : 1
  const found: StoredEvent[] = []
  let last: LogPlace | undefined
  for (let at = firstPosition(log, query, place); at >= 0 && at < order.length; at += step) {
    const index = order[at] ?? 0
    const stored = all[index]
    if (stored === undefined || stored.publishedMs < query.sinceMs || stored.publishedMs >= query.untilMs)
      break
    if (!query.wants(stored)) continue
    if (found.length >= query.limit) return {events: found, next: last}
    found.push(stored)
    last = {kind: 'bounded', publishedMs: stored.publishedMs, index}
  }
  return {events: found, next: undefined}
}

/** Where in the order of `published` the page begins. Searched anew each time, since late events may have come between. */
function firstPosition(log: EventStore, query: LogQuery, place: LogPlace | undefined): number {
  const {publishedMs, index} =
    place?.kind === 'bounded'
      ? place
      : query.descending
        ? {publishedMs: query.untilMs, index: -1}
        : {publishedMs: query.sinceMs, index: -1}
  const [all, order] = [log.events, log.byPublished]
  // The first position that is not before (publishedMs, index).
  const found = lowerBound(order.length, (position) => {
    const other = order[position] ?? 0
    const otherMs = all[other]?.publishedMs ?? 0
    return otherMs < publishedMs || (otherMs === publishedMs && other < index)
  })
  if (query.descending) return found - 1
  return place?.kind === 'bounded' ? found + 1 : found
}

function firstCommitted(all: readonly StoredEvent[], sinceMs: number): number {
  return lowerBound(all.length, (index) => (all[index]?.committedMs ?? 0) < sinceMs)
}

/** The first of `length` positions of which `before` is no longer true. */
function lowerBound(length: number, before: (position: number) => boolean): number {
  let [low, high] = [0, length]
  while (low < high) {
    const middle = (low + high) >>> 1
    if (before(middle)) low = middle + 1
    else high = middle
  }
  return low
}

const [opening, comma, closing] = [Buffer.from('['), Buffer.from(','), Buffer.from(']')]

/** A JSON array of the events' own bytes. */
export function pageBody(events: readonly StoredEvent[]): Buffer {
  const parts = events.flatMap(({json}, index) => (index === 0 ? [json] : [comma, json]))
  return Buffer.concat([opening, ...parts, closing])
}
