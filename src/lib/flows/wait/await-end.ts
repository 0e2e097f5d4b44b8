import type {FlowRun} from '../../ports/flow-runner.js'
import type {Machine} from '../../shared/machine.js'
import type {RunEnd, RunJournal} from '../journal/run-journal.js'
import type {ExecutionState, StatusAnswer} from './status-answer.js'

/** Where an end may be learnt from, and how long to wait for it. */
export interface Waiting {
  readonly machine: Machine
  readonly journal: RunJournal
  /** Asks the status flow; a text says why there is no answer this time. */
  readonly ask: () => Promise<StatusAnswer | string>
  /** By the monotonic clock, in milliseconds. */
  readonly deadline: number
  /** Before the first look, in milliseconds; each later pause is half as long again, up to 30 s. */
  readonly intervalMs: number
  readonly signal: AbortSignal | undefined
  readonly onProgress: ((run: FlowRun) => void) | undefined
}

/** A status, and who told it. */
type FoundStatus = StatusAnswer & {readonly by: NonNullable<FlowRun['toldBy']>}

const longestPauseMs = 30_000
/** How often a status flow may know nothing of a run in doubt until it counts as not to be learnt there. */
const patientLooks = 3

/**
 * Waits for the end of a run that goes on (`running`) or is in doubt (`unknown`), and writes it down: first the records of the
 * Execution Log Stream are looked at, then the status flow is asked. The run stays as it is when the time is over.
 */
export async function awaitEnd(run: FlowRun, waiting: Waiting): Promise<FlowRun> {
  const {machine, journal, deadline, signal, onProgress} = waiting
  let current = run
  let strangers = 0
  let trouble: string | undefined
  for (let pause = waiting.intervalMs; ; pause = Math.min(longestPauseMs, pause * 1.5)) {
    const left = deadline - machine.monotonicMs()
    if (left <= 0 || !(await slept(machine, Math.min(pause, left), signal)))
      return trouble === undefined ? current : {...current, reason: `not known at the last look: ${trouble}`}
    const found = await look(current, waiting)
    if (typeof found === 'string') {
      machine.debug(`status of ${run.runId}: ${found}`)
      trouble = found
      onProgress?.(current)
      continue
    }
    trouble = undefined
    if (!found.found) {
      strangers++
      onProgress?.(current)
      if (current.state === 'unknown' && strangers >= patientLooks) return current
      continue
    }
    current = journal.end(run.runId, endOf(found), machine.now())
    onProgress?.(current)
    if (found.state !== 'running') return current
  }
}

export async function slept(machine: Machine, ms: number, signal: AbortSignal | undefined): Promise<boolean> {
  try {
    await machine.sleep(ms, signal)
    return true
  } catch (error) {
    if (signal?.aborted === true) return false
    throw error
  }
}

/** One look: at the records, then at the status flow. A text says why there is no answer this time. */
export async function look(
  {executionId}: FlowRun,
  {journal, ask}: Pick<Waiting, 'journal' | 'ask'>,
): Promise<FoundStatus | string> {
  const recorded = executionId === undefined ? undefined : journal.execution(executionId)
  if (recorded !== undefined && recorded !== 'running')
    return {found: true, state: recorded, by: 'execution log'}
  const answer = await ask()
  return typeof answer === 'string' ? answer : {...answer, by: 'status flow'}
}

const reasons: Readonly<Record<ExecutionState, string | undefined>> = {
  running: undefined,
  succeeded: undefined,
  failed: 'the execution failed',
  cancelled: 'the execution was cancelled',
}

/** What is written down of it. */
export function endOf({
  state,
  output,
  executionId,
  message,
  by,
}: Extract<FoundStatus, {found: true}>): RunEnd {
  const reason = message ?? reasons[state]
  return {
    state: state === 'cancelled' ? 'failed' : state,
    toldBy: by,
    ...(output === undefined ? {} : {output}),
    ...(executionId === undefined ? {} : {executionId}),
    ...(reason === undefined ? {} : {reason}),
  }
}
