import {createHash} from 'node:crypto'
import type {Sink} from '../../delivery/sink.js'
import type {LogQuery, LogRate, SystemLog} from '../../ports/system-log.js'
import {formatDuration} from '../../shared/duration.js'
import type {JsonObject} from '../../shared/json.js'
import type {Machine} from '../../shared/machine.js'
import {shellWord} from '../../shared/shell-word.js'
import {follow, type FollowedPage, type FollowOptions} from '../follow.js'
import type {FollowNotice, FollowWait} from '../follow-notice.js'
import {toBatch, uuidOf} from '../page-events.js'
import {createSeenEvents, packUuids} from '../seen-events.js'
import {assertSameSource, type Checkpoint, type CheckpointStore} from './checkpoint-store.js'
import type {StatusEntry} from './status-board.js'
import {createDelivery, type Delivery} from './deliver.js'
import {createRefusedWatch} from './refused-events.js'

/** One stream of events to collect. */
export interface CollectSource extends Pick<
  FollowOptions,
  'pace' | 'overlapMs' | 'maxPages' | 'pageDelayMs'
> {
  /** The consumer's: one checkpoint, one collector at a time. */
  readonly name: string
  /** Where to begin when there is no checkpoint. */
  readonly since: Date
  /** `--since` as somebody typed it for this run: it is said when a checkpoint goes before it. */
  readonly sinceTyped?: string | undefined
  /** As the person wrote it; with `q` it decides whether a checkpoint fits. */
  readonly filterText?: string | undefined
  readonly q?: string | undefined
  /** The part of the filter that Okta evaluates. */
  readonly serverFilter?: string | undefined
  /** The rest. */
  readonly matches?: ((event: JsonObject) => boolean) | undefined
  readonly pageSize: number
  readonly dedupeWindowMs: number
  /** Ends when caught up, and fails instead of waiting for what is away. */
  readonly once?: boolean
}

export interface CollectDeps {
  readonly machine: Machine
  readonly log: SystemLog
  readonly checkpoints: CheckpointStore
  readonly sinks: readonly Sink[]
  readonly status: StatusEntry
  readonly say: (line: string) => void
  /** Before every wait for the org. */
  readonly onWait?: ((wait: FollowWait) => void) | undefined
  /** Aborted to stop: the page in hand is finished first. */
  readonly signal: AbortSignal
}

/**
 * Collects until `signal` (or, with `once`, until caught up): page -> filter -> uuids not seen within the window -> every
 * sink, durably -> one transaction with the next link, the sinks' positions and the uuids. Whatever dies in between is
 * done again from the same place, so that nothing is lost and a sink that goes back to its position repeats nothing.
 * @throws OpsError OPS_CHECKPOINT when the checkpoint belongs to another org or filter; what reading or a sink throws
 */
export async function collectSource(deps: CollectDeps, source: CollectSource): Promise<void> {
  const {machine, log, checkpoints, status, signal} = deps
  const begun = beginning(deps, source)
  status.set({begun: begun.published ?? begun.since})
  const delivery = createDelivery({
    ...deps,
    patient: source.once !== true,
    onTrouble: (message) => {
      tell(deps, {
        kind: message === undefined ? 'recovered' : 'trouble',
        message: message ?? 'events are taken again',
      })
    },
  })
  try {
    await delivery.open(begun.sinks)
    const seen = createSeenEvents(source.dedupeWindowMs)
    for (const {uuids, arrivedAt} of checkpoints.seen(source.name)) seen.restore(uuids, arrivedAt.getTime())
    const handle = createHandler(deps, source, {begun, delivery, seenBefore: seen.seenBefore})
    for await (const page of follow({machine, log}, followOptions(deps, source, begun))) await handle(page)
    status.set({state: 'stopped'})
  } catch (error) {
    status.set({state: signal.aborted ? 'stopped' : 'failed'})
    // Told to stop while a sink was away: the batch comes again at the next start.
    if (!signal.aborted) throw error
  } finally {
    await delivery.close()
  }
}

/** What a checkpoint is good for: its place was reached with exactly these. */
export function sourceHash(orgUrl: string, {filterText, q}: Pick<CollectSource, 'filterText' | 'q'>): string {
  return createHash('sha256')
    .update(JSON.stringify([orgUrl, filterText ?? null, q ?? null]))
    .digest('hex')
}

function beginning({checkpoints, log, machine, say}: CollectDeps, source: CollectSource): Checkpoint {
  const hash = sourceHash(log.orgUrl, source)
  const found = checkpoints.find(source.name)
  if (found === undefined) {
    return {
      name: source.name,
      orgUrl: log.orgUrl,
      source: hash,
      next: undefined,
      since: source.since.toISOString(),
      published: undefined,
      sinks: {},
      counts: {pages: 0, events: 0, repeats: 0, filtered: 0},
      updatedAt: machine.now(),
    }
  }
  assertSameSource(found, {source: hash, orgUrl: log.orgUrl})
  const ago = formatDuration(machine.now().getTime() - found.updatedAt.getTime())
  say(`${source.name}: going on where it was ${ago} ago, after ${found.counts.events} events`)
  if (source.sinceTyped !== undefined) {
    const words = ['okta-ops', 'logs', 'checkpoint', 'set', source.name, '--since', source.sinceTyped]
    say(
      `${source.name}: --since is for a first run and is left out; to move it: ${words.map(shellWord).join(' ')}`,
    )
  }
  return found
}

function followOptions(deps: CollectDeps, source: CollectSource, begun: Checkpoint): FollowOptions {
  const {machine, status, signal} = deps
  const {pace, overlapMs, maxPages, pageDelayMs, serverFilter, q} = source
  const query: LogQuery = {
    since: new Date(begun.since),
    limit: source.pageSize,
    sortOrder: 'ASCENDING',
    ...(serverFilter === undefined ? {} : {filter: serverFilter}),
    ...(q === undefined ? {} : {q}),
  }
  return {
    query,
    signal,
    patient: source.once !== true,
    untilCaughtUp: source.once === true,
    ...(begun.next === undefined ? {} : {resumeUrl: begun.next}),
    ...(begun.published === undefined ? {} : {resumePublished: notAfter(begun.updatedAt, begun.published)}),
    ...(pace === undefined ? {} : {pace}),
    ...(overlapMs === undefined ? {} : {overlapMs}),
    ...(maxPages === undefined ? {} : {maxPages}),
    ...(pageDelayMs === undefined ? {} : {pageDelayMs}),
    onNotice: (notice) => {
      tell(deps, notice)
    },
    onWait: (wait) => {
      const until = new Date(machine.now().getTime() + wait.ms)
      status.set({state: 'waiting', wait: {reason: wait.reason, until}})
      deps.onWait?.(wait)
    },
    onIdle: () => {
      status.set({state: 'idle'})
    },
  }
}

/** An event may claim to be of the future; what was read until `at` was published by then. */
function notAfter(at: Date, published: string): string {
  return Date.parse(published) > at.getTime() ? at.toISOString() : published
}

interface Work {
  readonly begun: Checkpoint
  readonly delivery: Delivery
  readonly seenBefore: (uuid: string, atMs: number) => boolean
}

function createHandler(
  deps: CollectDeps,
  source: CollectSource,
  {begun, delivery, seenBefore}: Work,
): (page: FollowedPage) => Promise<void> {
  const {machine, checkpoints, status} = deps
  const tellRefused = createRefusedWatch(deps)
  let at = begun
  return async ({page, read, next, freshness}) => {
    checkpoints.assertInPlace()
    const arrivedAt = machine.now()
    const matching = picksOf(read.events, source.matches)
    // An event without a uuid cannot be told from another: better twice than not at all.
    const fresh = matching.filter((pick) => {
      const uuid = uuidOf(read.events[pick] ?? {})
      return uuid === '' || !seenBefore(uuid, arrivedAt.getTime())
    })
    const batch = toBatch(read, fresh, arrivedAt)
    if (fresh.length > 0) {
      await delivery.write(batch, (positions) => {
        at = {...at, sinks: {...at.sinks, ...positions}}
        checkpoints.save(at)
      })
      tellRefused()
    }
    const added = {
      pages: 1,
      events: fresh.length,
      repeats: matching.length - fresh.length,
      filtered: read.events.length - matching.length,
    }
    count(status, added, {freshness, arrivedAt, rate: page.rate})
    // An idle poll changes nothing that is worth a write.
    if (read.events.length === 0 && next === at.next) return
    at = {
      ...at,
      next,
      published: freshness.newest,
      sinks: {...at.sinks, ...delivery.positions()},
      counts: sumOf(at.counts, added),
      updatedAt: arrivedAt,
    }
    const uuids = packUuids(batch.events.map(({uuid}) => uuid).filter((uuid) => uuid !== ''))
    const forgetBefore = new Date(arrivedAt.getTime() - source.dedupeWindowMs - 1000)
    const reached = at
    await delivery.patiently(() => {
      checkpoints.save(reached, {page: {uuids, arrivedAt}, forgetBefore})
    })
  }
}

function picksOf(events: readonly JsonObject[], matches: CollectSource['matches']): number[] {
  const picks: number[] = []
  events.forEach((event, index) => {
    if (matches === undefined || matches(event)) picks.push(index)
  })
  return picks
}

function sumOf(a: Checkpoint['counts'], b: Checkpoint['counts']): Checkpoint['counts'] {
  return {
    pages: a.pages + b.pages,
    events: a.events + b.events,
    repeats: a.repeats + b.repeats,
    filtered: a.filtered + b.filtered,
  }
}

interface PageFacts {
  readonly freshness: FollowedPage['freshness']
  readonly arrivedAt: Date
  readonly rate: LogRate | undefined
}

function count(
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

function tell({status, say}: Pick<CollectDeps, 'status' | 'say'>, {kind, message}: FollowNotice): void {
  const {name, healed, failures} = status.get()
  if (kind === 'healed') status.set({healed: healed + 1})
  if (kind === 'trouble') status.set({state: 'waiting', trouble: message, failures: failures + 1})
  if (kind === 'recovered') status.clear()
  say(`${name}: ${message}`)
}
