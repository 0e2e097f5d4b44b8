import type {LogQuery} from '../../ports/system-log.js'
import type {JsonObject} from '../../shared/json.js'
import {follow, type FollowedPage, type FollowOptions} from '../follow.js'
import {toBatch, uuidOf} from '../page-events.js'
import {createSeenEvents, packUuids} from '../seen-events.js'
import {beginning, notAfter} from './beginning.js'
import type {Checkpoint} from './checkpoint-store.js'
import type {CollectDeps, CollectSource} from './collecting.js'
import {createDelivery, type Delivery} from './deliver.js'
import {createRefusedWatch} from './refused-events.js'
import {count, sumOf, tell} from './source-news.js'

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
