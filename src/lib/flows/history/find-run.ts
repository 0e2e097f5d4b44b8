import type {FlowRun} from '../../ports/flow-runner.js'
import {OpsError} from '../../shared/errors.js'
import type {OpenRuns} from '../journal/with-runs.js'

/**
 * The run that a person names by its id, or by Okta's id of its execution.
 * @throws OpsError OPS_RUN_NOT_FOUND (usage)
 */
export function runNamed({journal, history}: OpenRuns, id: string, now: Date): FlowRun {
  const run = journal.find(id, now) ?? history.ofExecution(id)[0]
  if (run !== undefined) return run
  throw new OpsError(
    'OPS_RUN_NOT_FOUND',
    `there is no run ${JSON.stringify(id)} in the journal of this machine`,
    {
      failure: 'usage',
      next: 'okta-ops flows history',
    },
  )
}
