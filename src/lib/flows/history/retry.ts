import type {FlowRun} from '../../ports/flow-runner.js'
import {OpsError} from '../../shared/errors.js'
import type {JsonObject} from '../../shared/json.js'

/** What is sent when a run is tried again. */
export interface Retry {
  readonly input: JsonObject
  /** Names of the inputs that the journal has only a hash of. */
  readonly secretInputs: readonly string[]
  /** Left out where the run that has it succeeded: its answer would be given again, and nothing sent. */
  readonly key?: string
}

/** What a person adds to a run that is to be tried again. */
export interface RetryWish {
  /** Fields in the place of those that the run had. */
  readonly fields: JsonObject
  readonly mayRunTwice: boolean
  /** It is `planned` by a process that is gone. */
  readonly isNeverSent: boolean
}

const hashed = /^sha256:[0-9a-f]{64}$/

/**
 * What trying a run again means: the same input, with secret ones given anew.
 * @throws OpsError OPS_FLOW_RUNNING (refused) for one that is under way; OPS_FLOW_TWICE (refused) for one that has, or
 *   may have, happened, unless it may run twice; OPS_FLOW_INPUT for secret inputs that are not given
 */
export function retryOf(run: FlowRun, {fields, mayRunTwice, isNeverSent}: RetryWish): Retry {
  if (!isNeverSent) checkState(run, mayRunTwice)
  const secretInputs = Object.entries(run.input)
    .filter(([, value]) => typeof value === 'string' && hashed.test(value))
    .map(([name]) => name)
  const [missing] = secretInputs.filter((name) => !Object.hasOwn(fields, name))
  if (missing !== undefined)
    throw new OpsError(
      'OPS_FLOW_INPUT',
      `the journal has only a hash of the input ${missing}: give it by --input ${missing}=... or --input-file`,
      {failure: 'usage'},
    )
  const key = run.state === 'succeeded' ? undefined : run.key
  return {input: {...run.input, ...fields}, secretInputs, ...(key === undefined ? {} : {key})}
}

function checkState({state, runId, flow}: FlowRun, mayRunTwice: boolean): void {
  const next = `okta-ops flows status ${runId}`
  if (state === 'sent' || state === 'running' || state === 'planned')
    throw new OpsError('OPS_FLOW_RUNNING', `${flow} (${runId}) is under way`, {failure: 'refused', next})
  if (mayRunTwice || state === 'failed' || state === 'refused') return
  const twice = `okta-ops flows retry ${runId} --may-run-twice`
  if (state === 'succeeded')
    throw new OpsError('OPS_FLOW_TWICE', `${flow} (${runId}) has succeeded, and would run twice`, {
      failure: 'refused',
      next: twice,
    })
  throw new OpsError(
    'OPS_FLOW_TWICE',
    `nothing tells whether ${flow} (${runId}) ran; tried again, it may run twice`,
    {failure: 'refused', next: twice},
  )
}
