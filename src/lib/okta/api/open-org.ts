import type {Agent} from 'node:http'
import type {OktaApi} from '../../ports/okta-api.js'
import type {Machine} from '../../shared/machine.js'
import {createAuthorizer} from '../auth/create-authorizer.js'
import type {OrgConnection} from '../connection.js'
import {createBreaker} from '../../shared/breaker.js'
import {callOrg} from './org-call.js'
import type {OpenedOrg} from './opened-org.js'
import {createRatePacer} from './rate-pacer.js'

export interface OpenOrgOptions {
  /** What a call does while the breaker is open: fail with OPS_BREAKER_OPEN (unless said), or wait, for what follows. */
  readonly whenOpen?: 'wait' | 'fail'
}

/** The org's API, authorised as the connection says. Nothing is sent, read or locked before the first call. */
export function openOrg(machine: Machine, connection: OrgConnection, options: OpenOrgOptions = {}): OktaApi {
  let agent: Agent | undefined
  const org: OpenedOrg = {
    machine,
    connection,
    authorizer: createAuthorizer(machine, connection),
    breaker: createBreaker(machine.monotonicMs, connection.patience?.breaker),
    pacer: createRatePacer(machine, connection.orgUrl, connection.rateShare),
    agent: () => (agent ??= keptConnections(connection.orgUrl)),
    whenOpen: options.whenOpen ?? 'fail',
  }
  return {orgUrl: connection.orgUrl, call: (call) => callOrg(org, call)}
}

/** Idle connections neither keep the process alive nor last long enough to be cut by the other end. */
function keptConnections(orgUrl: string): Agent {
  const {Agent: Kind} = process.getBuiltinModule(orgUrl.startsWith('https:') ? 'node:https' : 'node:http')
  return new Kind({keepAlive: true, maxSockets: 16, timeout: 15_000})
}
