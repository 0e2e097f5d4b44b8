import type {JsonObject} from '../shared/json.js'
import {publishedOf} from './page-events.js'

/** How far behind reading is. */
export interface Freshness {
  /** The newest `published` so far, as the event says it. */
  readonly newest: string | undefined
  /** The org's clock minus that; undefined before the first event. */
  readonly lagMs: number | undefined
  /** Events of this page that were published well before what had been read already: Okta filed them late. */
  readonly late: number
}

const lateMs = 60_000

/** Judges page after page; `newest` is where an earlier run had come to. */
export function createFreshness(newest?: string): {
  readonly of: (events: readonly JsonObject[], servedAt: Date) => Freshness
  readonly newest: () => string | undefined
} {
  let top = newest
  let topMs = newest === undefined ? Number.NaN : Date.parse(newest)
  return {
    newest: () => top,
    of: (events, servedAt) => {
      const before = topMs
      let late = 0
      for (const event of events) {
        const text = publishedOf(event)
        const ms = Date.parse(text)
        if (ms < before - lateMs) late++
        if (ms > topMs || (Number.isNaN(topMs) && !Number.isNaN(ms))) [top, topMs] = [text, ms]
      }
      return {
        newest: top,
        lagMs: Number.isNaN(topMs) ? undefined : Math.max(0, servedAt.getTime() - topMs),
        late,
      }
    },
  }
}
