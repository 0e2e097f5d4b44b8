import type {FlowRun} from '../ports/flow-runner.js'
import {OpsError, type Failure} from '../shared/errors.js'

/** What was asked for; the run that came of it may be an earlier one, which holds the key. */
export interface AskedRun {
  readonly runId: string
  readonly key?: string | undefined
}

/** What an end that is no success means for the exit code; undefined for a success. Its message names the run. */
export function runFailure(run: FlowRun, asked: AskedRun): OpsError | undefined {
  return run.runId === asked.runId ? ownFailure(run) : heldBy(run, asked)
}

function ownFailure(run: FlowRun): OpsError | undefined {
  const {flow, runId, state} = run
  const reason = run.reason === undefined ? '' : `: ${run.reason}`
  const next = `okta-ops flows status ${runId}`
  switch (state) {
    case 'succeeded':
      return undefined
    case 'failed':
      return new OpsError('OPS_FLOW_FAILED', `${flow} (${runId}) failed${reason}`, {next})
    case 'refused':
      return new OpsError('OPS_FLOW_REFUSED', `${flow} (${runId}) was not run${reason}`, {
        failure: refusalKind(run),
        next,
      })
    case 'unknown':
      return new OpsError('OPS_FLOW_UNKNOWN', `what became of ${flow} (${runId}) is unknown${reason}`, {
        failure: 'unknown',
        next,
      })
    case 'planned':
    case 'sent':
    case 'running':
      return new OpsError('OPS_FLOW_RUNNING', `${flow} (${runId}) still runs${reason}`, {
        failure: 'stillRunning',
        next,
      })
  }
}

/** Nothing was sent, since an earlier run may have done the same. */
function heldBy({flow, runId, state}: FlowRun, {key = ''}: AskedRun): OpsError | undefined {
  const holder = `nothing was sent: the key ${JSON.stringify(key)} of ${flow} is held by ${runId}`
  const next = `okta-ops flows status ${runId}`
  if (state === 'succeeded') return undefined
  if (state === 'unknown')
    return new OpsError('OPS_FLOW_UNKNOWN', `${holder}, and what became of that is unknown`, {
      failure: 'unknown',
      next,
    })
  return new OpsError('OPS_FLOW_RUNNING', `${holder}, which is under way`, {failure: 'refused', next})
}

/** Access, or something that may be better in a while. */
function refusalKind({status}: FlowRun): Failure {
  if (status === 401 || status === 403) return 'denied'
  return status === undefined || status === 429 ? 'unavailable' : 'failure'
}
