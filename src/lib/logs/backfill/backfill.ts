import path from 'node:path'
import type {SystemLog} from '../../ports/system-log.js'
import {withLock} from '../../shared/file-lock.js'
import type {Machine} from '../../shared/machine.js'
import {makePrivateFolder} from '../../shared/private-folder.js'
import {openPresences} from '../../store/presences.js'
import type {Selection} from '../query/selection.js'
import {counted, grouped} from '../../shared/counted.js'
import {findPlan, writePlan, type BackfillPlan} from './backfill-file.js'
import {fetchWindows} from './fetch-windows.js'
import {handOver, isHandedOver} from './hand-over.js'
import {mergeWindows, type Merged} from './merge-windows.js'
import {windowFile, windowsOf} from './windows.js'

export interface BackfillDeps {
  readonly machine: Machine
  readonly log: SystemLog
  readonly say: (line: string) => void
  readonly signal: AbortSignal
}

export interface BackfillOptions extends Pick<BackfillPlan, 'sinceText' | 'untilText' | 'windowMs'> {
  readonly since: Date
  readonly until: Date
  readonly folder: string
  readonly parallel: number
  readonly selection: Selection
  /** The collector that goes on from its end, with the filter it will be started with. */
  readonly collector?: {
    readonly name: string
    readonly filterText: string | undefined
    readonly overlapMs: number
  }
}

/** What a backfill did. */
export interface Backfilled {
  readonly file: string
  readonly since: string
  readonly until: string
  readonly windows: number
  /** Windows that an earlier run had finished. */
  readonly skipped: number
  readonly events: number
  readonly repeats: number
}

const sayEveryMs = 5000

/**
 * Fetches a range in windows, several at once, each into a file of its own; then merges them in order into
 * `events.ndjson`. What was finished when a run was killed is not fetched again by the next one with the same words.
 * @throws OpsError OPS_CHECKPOINT (refused), OPS_LOCK_TIMEOUT; what reading or writing throws
 */
export async function backfill(deps: BackfillDeps, options: BackfillOptions): Promise<Backfilled> {
  const {machine, log} = deps
  const {folder, collector} = options
  makePrivateFolder(folder)
  const lock = {file: path.join(folder, 'backfill.lock'), giveUpAfterMs: 0}
  return await withLock(machine, {...lock, presences: await openPresences(machine)}, async () => {
    const fresh = freshPlan(log, options)
    const found = findPlan(folder, fresh)
    const plan = found ?? fresh
    const range = {since: new Date(plan.since), until: new Date(plan.until)}
    const since = new Date(range.until.getTime() - (collector?.overlapMs ?? 0))
    const handed = collector && {...collector, orgUrl: log.orgUrl, q: options.selection.q, since}
    const isFinished = handed !== undefined && (await isHandedOver(machine, handed))
    if (found === undefined) writePlan(folder, plan)
    if (isFinished) deps.say(`finished before: the checkpoint ${handed.name} was made by this backfill`)
    const windows = windowsOf(range, plan.windowMs)
    const progress = createProgress(deps, windows.length)
    const {skipped} = await fetchWindows(
      {...deps, folder, selection: options.selection, onDone: progress},
      windows,
      options.parallel,
    )
    const file = path.join(folder, 'events.ndjson')
    const files = windows.map((window) => path.join(folder, windowFile(window)))
    const merged: Merged = await mergeWindows(files, file, since)
    if (handed !== undefined && !isFinished) await handOver(machine, {...handed, recent: merged.recent})
    const {events, repeats} = merged
    return {file, since: plan.since, until: plan.until, windows: windows.length, skipped, events, repeats}
  })
}

function freshPlan(log: SystemLog, options: BackfillOptions): BackfillPlan {
  const {sinceText, untilText, windowMs, since, until, selection} = options
  const {whole, q} = selection
  const parts = [whole, q === undefined ? undefined : `q=${q}`].filter((part) => part !== undefined)
  return {
    orgUrl: log.orgUrl,
    sinceText,
    untilText,
    windowMs,
    filter: parts.length === 0 ? null : parts.join(' and '),
    since: since.toISOString(),
    until: until.toISOString(),
  }
}

/** Says now and then how far it is. */
function createProgress(
  {machine, say}: Pick<BackfillDeps, 'machine' | 'say'>,
  windows: number,
): (events: number) => void {
  let [done, total, saidAt] = [0, 0, machine.monotonicMs()]
  return (events) => {
    done++
    total += events
    if (machine.monotonicMs() - saidAt < sayEveryMs) return
    saidAt = machine.monotonicMs()
    say(`${grouped(done)} of ${counted(windows, 'window')}, ${counted(total, 'event')} so far`)
  }
}
