import type {FlowRun, RunState} from '../../ports/flow-runner.js'
import type {Machine} from '../../shared/machine.js'
import type {OpenRuns} from '../journal/with-runs.js'
import {slept} from '../wait/await-end.js'

/** Runs as they are at one moment, oldest first. */
export interface WatchedRuns {
  readonly runs: readonly FlowRun[]
  /** Those that are new or stand elsewhere since the look before; at first those under way. */
  readonly changed: readonly FlowRun[]
  /** How many are under way. */
  readonly active: number
  /** How many of these were left `running` by their processes: what becomes of them is not in the journal until somebody asks. */
  readonly left: number
}

export interface Watching {
  readonly machine: Machine
  readonly runs: OpenRuns
  /** Only this flow. */
  readonly flow: string | undefined
  readonly intervalMs: number
  /** Ends once nothing is under way but what was left. */
  readonly untilIdle: boolean
  readonly signal: AbortSignal
  readonly onLook: (now: WatchedRuns) => Promise<void>
}

const underWay: readonly RunState[] = ['planned', 'sent', 'running']
/** What has come up since watching began; older ones have been seen. */
const mostRecent = 1000

/** Looks at the journal again and again: at runs under way, and at those that were made since. Ends by the signal, or when idle. */
export async function watchRuns(watching: Watching): Promise<void> {
  const {machine, signal, intervalMs, untilIdle, onLook} = watching
  const since = machine.now()
  const states = new Map<string, RunState>()
  for (;;) {
    const runs = currentRuns(watching, {since, known: [...states.keys()]})
    const changed = runs.filter(({runId, state}) => states.get(runId) !== state)
    for (const {runId, state} of changed) states.set(runId, state)
    const active = runs.filter(({state}) => underWay.includes(state))
    const left = active.filter(({runId}) => watching.runs.history.isLeft(runId)).length
    await onLook({runs, changed, active: active.length, left})
    if (signal.aborted || (untilIdle && active.length === left)) return
    if (!(await slept(machine, intervalMs, signal))) return
  }
}

/** A run whose process is gone is `unknown` once it was looked at, and one that nobody will send is not under way. */
function currentRuns(
  {machine, runs: {journal, history}, flow}: Watching,
  {since, known}: {readonly since: Date; readonly known: readonly string[]},
): readonly FlowRun[] {
  const ofFlow = flow === undefined ? {} : {flow}
  const found = [
    ...history.find({...ofFlow, states: underWay}),
    ...history.find({...ofFlow, since, limit: mostRecent}),
  ].map(({runId}) => runId)
  return [...new Set([...known, ...found])]
    .flatMap((runId) => (history.isNeverSent(runId) ? [] : (journal.find(runId, machine.now()) ?? [])))
    .sort(
      (one, other) =>
        one.createdAt.getTime() - other.createdAt.getTime() || (one.runId < other.runId ? -1 : 1),
    )
}
