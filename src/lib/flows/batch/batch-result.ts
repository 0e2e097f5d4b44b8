import type {RunState} from '../../ports/flow-runner.js'
import {OpsError} from '../../shared/errors.js'
import type {JsonValue} from '../../shared/json.js'
import {runFailure} from '../run-failure.js'
import type {Batch} from './batch.js'
import type {StepEnd} from './plan.js'
import type {StepReport} from './run-batch.js'

/** A step as machines are shown it. */
export interface ShownStep {
  readonly id: string
  readonly flow: string
  readonly state: StepEnd
  readonly runId?: string
  /** Requests of this start; 0 for what an earlier one has done. */
  readonly tries: number
  readonly reason?: string
  readonly output?: JsonValue
  /** From sending to the end, in milliseconds. */
  readonly tookMs?: number
}

export function shownStep({step, state, run, reason, tries}: StepReport): ShownStep {
  const tookMs = run?.sentAt && run.endedAt ? run.endedAt.getTime() - run.sentAt.getTime() : undefined
  return {
    id: step.id,
    flow: step.flow,
    state,
    tries,
    ...(run === undefined ? {} : {runId: run.runId}),
    ...(reason === undefined ? {} : {reason}),
    ...(run?.output === undefined ? {} : {output: run.output}),
    ...(tookMs === undefined ? {} : {tookMs}),
  }
}

/** The worst first: what is in doubt needs a person before anything else. */
const worstFirst: readonly RunState[] = ['unknown', 'failed', 'refused', 'running']

/**
 * What the worst step means for the exit code, and what to do about it; undefined when every step has succeeded.
 * @param again the command that resumes the batch
 */
export function batchFailure(
  batch: Batch,
  reports: readonly StepReport[],
  again: string,
): OpsError | undefined {
  for (const state of worstFirst) {
    const worst = reports.find((report) => report.state === state)
    const failure = worst && (worst.error ?? (worst.run && runFailure(worst.run, worst.run)))
    if (worst === undefined || failure === undefined) continue
    const well = reports.filter((report) => report.state === 'succeeded').length
    return new OpsError(
      failure.code,
      `${batch.name}: ${well} of ${reports.length} steps succeeded; ${worst.step.id}: ${failure.message}`,
      {failure: failure.failure, next: nextOf(worst, again), cause: failure},
    )
  }
  return undefined
}

/** A step that was answered, or is in doubt, stays as it is however often the batch is resumed: its run is what a person has to do with. */
function nextOf({step, state, run, error}: StepReport, again: string): string {
  if (error !== undefined) return error.next ?? again
  if (run === undefined || step.retry?.safe === true) return again
  if (state === 'failed') return `okta-ops flows retry ${run.runId}`
  return state === 'unknown' ? `okta-ops flows status ${run.runId}` : again
}
