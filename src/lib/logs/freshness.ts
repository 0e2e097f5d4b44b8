import type {JsonObject} from '../shared/json.js'
import {publishedOf} from './page-events.js'

/** How far behind reading is. */
export interface Freshness {
  /** The newest `published` so far, as the event says it; the org's clock where an event claims to be of the future. */
  readonly newest: string | undefined
  /** The org's clock minus that; undefined before the first event. */
  readonly lagMs: number | undefined
  /** Events of this page that were published well before what had been read already: Okta filed them late. */
  readonly late: number
}

const lateMs = 60_000

/** What the Date header leaves out. */
const clockStepMs = 1000

/**
 * Judges page after page; `newest` is where an earlier run had come to. No event moves it beyond the time at which the org
 * served it: restarting from there would skip all that happens until then.
 */
export function createFreshness(newest?: string): {
  readonly of: (events: readonly JsonObject[], servedAt: Date) => Freshness
  readonly newest: () => string | undefined
} {
  let top = newest
  let topMs = newest === undefined ? Number.NaN : Date.parse(newest)
  return {
    newest: () => top,
    of: (events, servedAt) => {
      const latestMs = servedAt.getTime() + clockStepMs
      if (topMs > latestMs) [top, topMs] = [servedAt.toISOString(), servedAt.getTime()]
      const before = topMs
      let late = 0
      for (const event of events) {
        const text = publishedOf(event)
        const ms = Date.parse(text)
        if (ms < before - lateMs) late++
        if (ms <= topMs || Number.isNaN(ms)) continue
        if (ms <= latestMs) [top, topMs] = [text, ms]
        else if (!(topMs >= servedAt.getTime())) [top, topMs] = [servedAt.toISOString(), servedAt.getTime()]
      }
      return {
        newest: top,
        lagMs: Number.isNaN(topMs) ? undefined : Math.max(0, servedAt.getTime() - topMs),
        late,
      }
    },
  }
}
