import type {FlowRun} from '../../ports/flow-runner.js'
import type {Machine} from '../../shared/machine.js'
import type {RunJournal} from '../journal/run-journal.js'
import {askStatus, type StatusFlow} from './ask-status.js'
import {awaitEnd, endOf, look, slept} from './await-end.js'

/** Where a run that somebody else has made may be learnt about. */
export interface Following {
  readonly machine: Machine
  readonly journal: RunJournal
  /** The run's flow may have none, or be gone from the registry. */
  readonly status: StatusFlow | undefined
  readonly signal: AbortSignal
}

/** How long to follow it, in milliseconds. */
export interface Patience {
  readonly timeoutMs: number
  /** Before the second look; later ones are further apart. */
  readonly intervalMs: number
  readonly onProgress: (run: FlowRun) => void
}

/** Looks once at what may know more than the journal, and writes it down. */
export async function refreshRun(run: FlowRun, following: Following): Promise<FlowRun> {
  if (!mayBeLearnt(run, following)) return run
  const found = await look(run, {journal: following.journal, ask: asking(run, following)})
  if (typeof found === 'string') following.machine.debug(`status of ${run.runId}: ${found}`)
  if (typeof found === 'string' || !found.found) return run
  return following.journal.end(run.runId, endOf(found), following.machine.now())
}

/**
 * Follows a run to its end: in the journal while the process that sent it lives, then as far as a status flow or the Execution Log
 * Stream can tell. Comes back at once where nothing ever will.
 */
export async function followRun(run: FlowRun, following: Following, patience: Patience): Promise<FlowRun> {
  const {machine, journal, signal} = following
  const {timeoutMs, intervalMs, onProgress} = patience
  const deadline = machine.monotonicMs() + timeoutMs
  let current = run
  while (current.state === 'planned' || current.state === 'sent') {
    const left = deadline - machine.monotonicMs()
    if (left <= 0 || !(await slept(machine, Math.min(intervalMs, left), signal))) return current
    current = journal.find(run.runId, machine.now()) ?? current
    onProgress(current)
  }
  current = await refreshRun(current, following)
  if (!mayBeLearnt(current, following)) return current
  return awaitEnd(current, {
    machine,
    journal,
    deadline,
    intervalMs,
    signal,
    onProgress,
    ask: asking(run, following),
  })
}

function mayBeLearnt({state, executionId}: FlowRun, {status}: Following): boolean {
  return (state === 'running' || state === 'unknown') && (status !== undefined || executionId !== undefined)
}

function asking(
  {runId, key}: FlowRun,
  {machine, status, signal}: Following,
): Parameters<typeof look>[1]['ask'] {
  if (status === undefined) return () => Promise.resolve({found: false})
  return () => askStatus(machine, status, {runId, signal, ...(key === undefined ? {} : {key})})
}
