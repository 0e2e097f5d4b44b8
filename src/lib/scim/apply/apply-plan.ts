import {setMaxListeners} from 'node:events'
import {OpsError} from '../../shared/errors.js'
import {newRunId} from '../../shared/run-id.js'
import type {GroupPlan, Plan} from '../plan/plan.js'
import {workOf, type GroupWork} from '../plan/work.js'
import {applyGroup, type GroupDeps} from './apply-group.js'
import type {GroupProgress} from './group-progress.js'
import {outcomesOf, wantedOf} from './judge-groups.js'
import {countsOf, type ApplyOutcome, type ApplyProgress} from './outcome.js'
import {createProgressReport} from './progress-report.js'

export type ApplyDeps = Pick<GroupDeps, 'machine' | 'okta' | 'aws' | 'writer' | 'journal' | 'lock'>

export interface ApplyOptions {
  /** Who runs it, for the journal. */
  readonly who: string
  /** Of the saved plan, for the journal. */
  readonly checksum?: string | undefined
  /** When both sides were read. */
  readonly readAt: Date
  /** A plan from a file, that somebody has read and approved: every group is looked at again before it is changed. */
  readonly saved: boolean
  /** Groups that are worked on at a time; 8 unless said. The pace is the client's. */
  readonly groupsAtOnce?: number | undefined
  /** What is on its way is finished, nothing new is begun. */
  readonly signal?: AbortSignal | undefined
  readonly onProgress?: ((progress: ApplyProgress) => void) | undefined
}

/** A plan that was read so long ago is looked at again, group by group, as a saved one is. */
const freshMs = 5 * 60_000

/**
 * Applies exactly what a plan says and no guard holds: several groups at a time, each in its own order. A group that is refused
 * or fails does not stop the others; what makes all of them fail does. To be called under the tenant's lock.
 * @throws OpsError only before anything was sent; everything later is in the outcome
 */
export async function applyPlan(plan: Plan, deps: ApplyDeps, options: ApplyOptions): Promise<ApplyOutcome> {
  const {machine, journal} = deps
  const work = workOf(plan)
  const runId = newRunId(machine)
  const {tenant, org} = plan
  const {who, checksum, signal} = options
  journal.beginRun({id: runId, tenant, org, who, checksum, wanted: wantedOf(work)}, machine.now())
  const {made, fatal} = await workThrough(work, {plan, deps, options, runId})
  const groups = outcomesOf(plan, {work, made})
  const done = countsOf(groups)
  const isWhole = groups.every(({state}) => state === 'applied')
  const interrupted =
    signal?.aborted === true && groups.some(({state}) => state === 'stopped' || state === 'notStarted')
  const state = fatal !== undefined ? 'failed' : interrupted ? 'stopped' : isWhole ? 'applied' : 'partly'
  const reason = fatal instanceof Error ? fatal.message : undefined
  journal.endRun(runId, {state, done, reason}, machine.now())
  if (fatal !== undefined && !(fatal instanceof OpsError)) throw fatal
  return {runId, groups, done, interrupted, error: fatal}
}

interface Scene {
  readonly plan: Plan
  readonly deps: ApplyDeps
  readonly options: ApplyOptions
  readonly runId: string
}

/** What was made of each group that was begun; and what ended it all, if anything did. */
interface Made {
  readonly made: ReadonlyMap<GroupPlan, GroupProgress>
  readonly fatal: Error | undefined
}

async function workThrough(work: readonly GroupWork[], {plan, deps, options, runId}: Scene): Promise<Made> {
  const {machine} = deps
  const stop = new AbortController()
  const signal = AbortSignal.any([stop.signal, ...(options.signal === undefined ? [] : [options.signal])])
  // Every request and pause that is under way listens to it, and Node takes more than ten for a leak.
  setMaxListeners(0, signal)
  const report = createProgressReport(work, {now: machine.monotonicMs, onProgress: options.onProgress})
  const made = new Map<GroupPlan, GroupProgress>()
  let fatal: Error | undefined
  // Deletions last: nothing else of a plan depends on them, and they cannot be taken back.
  const waiting = work.toSorted((a, b) => Number(a.action === 'delete') - Number(b.action === 'delete'))
  const workOne = async (one: GroupWork): Promise<void> => {
    const group = report.group(one)
    const progress = await applyGroup(
      {
        ...deps,
        run: {id: runId, tenant: plan.tenant},
        lookAgain: options.saved || machine.now().getTime() - options.readAt.getTime() > freshMs,
        signal,
        onChanges: group.changes,
      },
      one,
    )
    made.set(one.group, progress)
    group.done()
    if (progress.ended?.by !== 'fatal') return
    fatal ??= progress.ended.error
    stop.abort(fatal)
  }
  const worker = async (): Promise<void> => {
    for (let next = waiting.shift(); next !== undefined && !signal.aborted; next = waiting.shift())
      await workOne(next)
  }
  await Promise.all(Array.from({length: options.groupsAtOnce ?? 8}, worker))
  return {made, fatal}
}
