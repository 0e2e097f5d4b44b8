import type {ExecutionStep} from './executions.js'
import type {User} from '../../company/company.js'
import type {World} from '../../world.js'
import type {JsonObject} from '../../../shared/json.js'

/*
 * What Execution Log Streaming would push: metadata of executions, never what goes in or comes out. The fields are
 * documented; of the values of event_type only FLOW_START is, the others are a guess.
 */

const eventTypes: Readonly<Record<ExecutionStep['kind'], string>> = {
  started: 'FLOW_START',
  succeeded: 'FLOW_COMPLETE',
  failed: 'FLOW_FAIL',
  cancelled: 'FLOW_CANCEL',
  paused: 'FLOW_PAUSE',
  throttled: 'FLOW_THROTTLE',
}

const orgId = '00o0000001halyard0d7'

/** The records of all executions, or of one flow's, as NDJSON; oldest first. */
export function recordLines(world: World, flow?: {readonly id: string}): string {
  const {steps} = world.okta.executions
  const author = world.company.findUser(world.seed.admins[0] ?? '')
  return steps
    .filter(({execution}) => flow === undefined || execution.flow.id === flow.id)
    .map((step) => `${JSON.stringify(recordOf(world, step, author))}\n`)
    .join('')
}

function recordOf(world: World, {kind, execution, at}: ExecutionStep, author: User | undefined): JsonObject {
  return {
    event_type: eventTypes[kind],
    execution_id: execution.id,
    timestamp: at.toISOString(),
    flow_id: execution.flow.id,
    flow_name: execution.flow.name,
    org_id: orgId,
    org_name: world.company.name,
    org_hostname: new URL(world.origin).host,
    user_id: author?.id ?? null,
    user_email: author?.login ?? null,
    parent_execution_id: null,
    parent_flow_id: null,
    root_execution_id: execution.id,
    root_flow_id: execution.flow.id,
  }
}
