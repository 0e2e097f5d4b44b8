import type {Execution} from './executions.js'
import type {OrgFlow} from './org-flows.js'
import {adminOrigin, record} from '../log/journal.js'
import type {Party} from '../log/log-event.js'
import type {World} from '../../world.js'

/*
 * What the System Log tells of Workflows: people who change flows or cancel executions. That a flow ran is not among it.
 */

const messages = {
  create: 'Create a flow',
  save: 'Save a flow',
  activate: 'Turn a flow on',
  deactivate: 'Turn a flow off',
  delete: 'Delete a flow',
  'execution.cancel': 'Cancel the execution of a flow',
} as const

const workflowsApp: Party = {
  id: '0oa8workflowshalyard',
  type: 'AppInstance',
  alternateId: 'Okta Workflows',
  displayName: 'Okta Workflows',
}

/** Writes down that an administrator did this to a flow. */
export function tellFlow(
  world: World,
  step: keyof typeof messages,
  {id, name}: OrgFlow | Execution['flow'],
): void {
  const origin = adminOrigin(world, `/app/#/flows/${id}`)
  record(
    world,
    {
      eventType: `workflows.user.flow.${step}`,
      displayMessage: messages[step],
      target: [workflowsApp, {id, type: 'Flow', alternateId: 'unknown', displayName: name}],
      ...(origin.sessionId !== undefined && {debugData: {sessionId: origin.sessionId}}),
    },
    {...origin, transactionType: 'WORKFLOW'},
  )
}
