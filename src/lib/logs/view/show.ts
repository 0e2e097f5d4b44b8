import type {JsonObject} from '../../shared/json.js'
import type {Machine} from '../../shared/machine.js'
import type {FollowedPage} from '../follow.js'
import {uuidOf} from '../page-events.js'
import {createSeenEvents} from '../seen-events.js'
import type {EventPrinter} from './printer.js'
import type {Screen} from './screen.js'
import type {Tally} from './tally.js'

export interface ShowDeps {
  readonly machine: Pick<Machine, 'now'>
  readonly screen: Screen
  readonly printer: EventPrinter
}

export interface ShowOptions {
  /** What is left of the filter for us. */
  readonly accepts: ((event: JsonObject) => boolean) | undefined
  /** Most events to show. */
  readonly limit?: number | undefined
  /** Waits until an event's moment has come; for replays in their own time. */
  readonly pace?: (event: JsonObject) => Promise<void>
}

/** Shows pages: filtered, each event once, as far as the limit goes. */
export interface Show {
  /** False when enough has been shown, or nobody looks any more. */
  readonly page: (page: Pick<FollowedPage, 'read' | 'freshness'>) => Promise<boolean>
  /** What stands at the end, such as a closing bracket. */
  readonly end: () => Promise<void>
  readonly tally: () => Tally
}

/** Longer than what anybody watches; a uuid takes 20 bytes. */
const rememberMs = 24 * 3_600_000

export function createShow({machine, screen, printer}: ShowDeps, options: ShowOptions): Show {
  const {accepts, limit = Infinity, pace} = options
  const seenEvents = createSeenEvents(rememberMs)
  let tally: Tally = {seen: 0, shown: 0, repeated: 0, filtered: 0}
  let begun = false
  const begin = async (): Promise<void> => {
    if (begun) return
    begun = true
    await screen.write(printer.head)
  }

  const page: Show['page'] = async ({read, freshness}) => {
    await begin()
    const nowMs = machine.now().getTime()
    const picks: number[] = []
    let [seen, repeated, filtered] = [0, 0, 0]
    for (const [pick, event] of read.events.entries()) {
      if (tally.shown + picks.length >= limit) break
      seen++
      const uuid = uuidOf(event)
      if (accepts?.(event) === false) filtered++
      else if (uuid !== '' && seenEvents.seenBefore(uuid, nowMs)) repeated++
      else picks.push(pick)
    }
    tally = {
      seen: tally.seen + seen,
      shown: tally.shown + picks.length,
      repeated: tally.repeated + repeated,
      filtered: tally.filtered + filtered,
      ...(freshness.newest === undefined ? {} : {newest: freshness.newest}),
      ...(freshness.lagMs === undefined ? {} : {lagMs: freshness.lagMs}),
    }
    for (const group of pace === undefined ? [picks] : picks.map((pick) => [pick])) {
      await pace?.(read.events[group[0] ?? 0] ?? {})
      if (group.length > 0) await screen.write(printer.page(read, group))
    }
    return tally.shown < limit && !screen.closed.aborted
  }

  return {
    page,
    end: async () => {
      await begin()
      await screen.write(printer.tail)
    },
    tally: () => tally,
  }
}
