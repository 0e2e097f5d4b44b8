import type {Agent} from 'node:http'
import type {Machine} from '../../shared/machine.js'
import type {Authorizer} from '../auth/authorizer.js'
import type {OrgConnection} from '../connection.js'
import type {Breaker} from '../../shared/breaker.js'
import type {RatePacer} from './rate-pacer.js'

/** Everything that the calls of one opened org share. */
export interface OpenedOrg {
  readonly machine: Machine
  readonly connection: OrgConnection
  readonly authorizer: Authorizer
  readonly breaker: Breaker
  readonly pacer: RatePacer
  /** For calls that may be repeated; a kept connection may turn out to be closed. */
  readonly agent: () => Agent
  readonly whenOpen: 'wait' | 'fail'
}
