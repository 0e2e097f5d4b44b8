import {timingSafeEqual} from 'node:crypto'
import type {OrgFlow} from './org-flows.js'
import {identify} from '../door.js'
import {authenticationFailed, notPermitted, OktaRefusal} from '../refusal.js'
import type {Call} from '../../aws/call.js'
import type {World} from '../../world.js'

export const invokeScope = 'okta.workflows.invoke.manage'

/*
 * Who may call a flow. What Workflows answers to a wrong token, an unknown alias or a flow that is off is not documented:
 * the words are those of its console, the statuses and the form are a guess.
 */

/** A refusal of Workflows, before anything of the flow ran. */
export class FlowRefusal extends Error {
  readonly status: number
  /** In the console's words: `Not Found`, `Not Active`, `Forbidden`, ... */
  readonly kind: string

  constructor(status: number, kind: string, message: string) {
    super(message)
    this.name = 'FlowRefusal'
    this.status = status
    this.kind = kind
  }
}

/**
 * The flow of an alias, if it is on and this caller may run it.
 * @throws FlowRefusal; OktaRefusal where an OAuth token is at fault
 */
export function openFlow(world: World, alias: string, call: Call): OrgFlow {
  const flow = world.okta.flows.ofAlias(alias)
  if (flow === undefined) throw new FlowRefusal(404, 'Not Found', 'There is no such flow.')
  if (!flow.active) throw new FlowRefusal(400, 'Not Active', 'The flow is not turned on.')
  if (flow.security === 'client_token') checkToken(flow, call)
  if (flow.security === 'oauth') checkBearer(world, flow, call)
  return flow
}

function checkToken({clientToken = ''}: OrgFlow, {headers, query}: Call): void {
  const given = headers['x-api-client-token'] ?? query.get('clientToken') ?? ''
  if (given === '') throw new FlowRefusal(401, 'Unauthorized', 'The client token is missing.')
  const [a, b] = [Buffer.from(given), Buffer.from(clientToken)]
  if (a.length !== b.length || !timingSafeEqual(a, b))
    throw new FlowRefusal(403, 'Forbidden', 'The client token is wrong.')
}

/** Only an app of its own, by the org's authorization server; an admin role is not asked for. */
function checkBearer(world: World, {apps}: OrgFlow, call: Call): void {
  const caller = identify(world, call)
  if (caller.kind === 'token') throw authenticationFailed()
  if (caller.kind !== 'app' || caller.scopes?.includes(invokeScope) !== true)
    throw new OktaRefusal(403, 'E0000006', {
      summary: 'The access token provided does not contain the required scopes.',
    })
  if (apps !== undefined && !apps.includes(caller.id)) throw notPermitted()
}
