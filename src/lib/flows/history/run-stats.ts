import type {RunState} from '../../ports/flow-runner.js'
import type {RunFigures} from '../journal/run-history.js'

/** How long flows took to answer, in milliseconds; by nearest rank. */
export interface Latency {
  readonly answers: number
  readonly p50: number
  readonly p90: number
  readonly p99: number
  readonly max: number
}

/** What many runs come to. */
export interface RunStats {
  readonly runs: number
  /** Only states that occur. */
  readonly byState: Readonly<Partial<Record<RunState, number>>>
  /** Of all runs that have ended, those in doubt included; undefined while none has. */
  readonly successRate?: number
  /** From sending to the end, of runs whose flow said how it ended. */
  readonly latency?: Latency
}

const ended: readonly RunState[] = ['succeeded', 'failed', 'refused', 'unknown']
const answered: readonly RunState[] = ['succeeded', 'failed']

/** Counts runs. */
export function statsOf(runs: readonly RunFigures[]): RunStats {
  const byState: Partial<Record<RunState, number>> = {}
  for (const {state} of runs) byState[state] = (byState[state] ?? 0) + 1
  const over = ended.reduce((sum, state) => sum + (byState[state] ?? 0), 0)
  const latency = latencyOf(runs)
  return {
    runs: runs.length,
    byState,
    ...(over === 0 ? {} : {successRate: (byState.succeeded ?? 0) / over}),
    ...(latency === undefined ? {} : {latency}),
  }
}

/** The same for each flow, by name. */
export function statsByFlow(runs: readonly RunFigures[]): readonly (RunStats & {readonly flow: string})[] {
  const byFlow = new Map<string, RunFigures[]>()
  for (const run of runs) {
    const its = byFlow.get(run.flow)
    if (its === undefined) byFlow.set(run.flow, [run])
    else its.push(run)
  }
  return [...byFlow]
    .map(([flow, its]) => ({flow, ...statsOf(its)}))
    .sort((one, other) => other.runs - one.runs || (one.flow < other.flow ? -1 : 1))
}

function latencyOf(runs: readonly RunFigures[]): Latency | undefined {
  const spans = runs
    .flatMap(({state, sentAt, endedAt}) =>
      answered.includes(state) && sentAt !== undefined && endedAt !== undefined
        ? [Math.max(0, endedAt - sentAt)]
        : [],
    )
    .sort((one, other) => one - other)
  if (spans.length === 0) return undefined
  const rank = (share: number): number => spans[Math.max(0, Math.ceil(share * spans.length) - 1)] ?? 0
  return {answers: spans.length, p50: rank(0.5), p90: rank(0.9), p99: rank(0.99), max: rank(1)}
}
