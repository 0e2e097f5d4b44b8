import type {FlowRun} from '../../ports/flow-runner.js'
import {OpsError} from '../../shared/errors.js'
import {isRunId} from '../../shared/run-id.js'
import {shellWord} from '../../shared/shell-word.js'
import type {OpenRuns} from '../journal/with-runs.js'
import {runNamed} from './find-run.js'

/** An execution to go on with. */
export interface Paused {
  readonly flow: string
  readonly executionId: string
  readonly run: FlowRun | undefined
}

/**
 * The execution that a person names by a run or by Okta's own id.
 * @throws OpsError OPS_RUN_NOT_FOUND (usage) for a run that is not there or whose answer told no execution, and for an execution of
 *   which nothing tells the flow
 */
export function pausedOf(
  runs: OpenRuns,
  {id, flow, now}: {readonly id: string; readonly flow: string | undefined; readonly now: Date},
): Paused {
  if (isRunId(id)) {
    const run = runNamed(runs, id, now)
    if (run.executionId !== undefined) return {flow: flow ?? run.flow, executionId: run.executionId, run}
    throw new OpsError('OPS_RUN_NOT_FOUND', `no answer told which execution ${id} is`, {
      failure: 'usage',
      next: `okta-ops flows status ${id}`,
    })
  }
  const run = runs.history.ofExecution(id)[0]
  const name = flow ?? run?.flow
  if (name !== undefined) return {flow: name, executionId: id, run}
  throw new OpsError(
    'OPS_RUN_NOT_FOUND',
    `no run here came to the execution ${JSON.stringify(id)}: which flow is it of?`,
    {
      failure: 'usage',
      next: `okta-ops flows resume ${shellWord(id)} --flow NAME`,
    },
  )
}
