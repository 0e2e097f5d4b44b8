import type {LogRate} from '../../ports/system-log.js'
import type {FollowNotice} from '../follow-notice.js'
import type {FollowedPage} from '../follow.js'
import type {Checkpoint} from './checkpoint-store.js'
import type {CollectDeps} from './collecting.js'
import type {StatusEntry} from './status-board.js'

/** Counts, one after the other. */
export function sumOf(a: Checkpoint['counts'], b: Checkpoint['counts']): Checkpoint['counts'] {
  return {
    pages: a.pages + b.pages,
    events: a.events + b.events,
    repeats: a.repeats + b.repeats,
    filtered: a.filtered + b.filtered,
  }
}

/** What a page tells besides its events. */
interface PageFacts {
  readonly freshness: FollowedPage['freshness']
  readonly arrivedAt: Date
  readonly rate: LogRate | undefined
}

/** A page has been delivered: what the status says of it. */
export function count(
  status: StatusEntry,
  added: Checkpoint['counts'],
  {freshness, arrivedAt, rate}: PageFacts,
): void {
  const before = status.get()
  status.clear()
  status.set({
    state: 'reading',
    pages: before.pages + added.pages,
    seen: before.seen + added.events + added.repeats + added.filtered,
    delivered: before.delivered + added.events,
    repeated: before.repeated + added.repeats,
    filtered: before.filtered + added.filtered,
    late: before.late + freshness.late,
    lastPageAt: arrivedAt,
    ...(freshness.lagMs === undefined ? {} : {lagMs: freshness.lagMs}),
    ...(freshness.newest === undefined ? {} : {lastEventAt: freshness.newest}),
    ...(rate === undefined ? {} : {rate}),
  })
}

/** Says it of the source, and keeps it in the status. */
export function tell(
  {status, say}: Pick<CollectDeps, 'status' | 'say'>,
  {kind, message}: FollowNotice,
): void {
  const {name, healed, failures} = status.get()
  if (kind === 'healed') status.set({healed: healed + 1})
  if (kind === 'trouble') status.set({state: 'waiting', trouble: message, failures: failures + 1})
  if (kind === 'recovered') status.clear()
  say(`${name}: ${message}`)
}
