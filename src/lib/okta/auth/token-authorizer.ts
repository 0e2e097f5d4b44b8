import {OpsError} from '../../shared/errors.js'
import type {Machine} from '../../shared/machine.js'
import type {OrgConnection, PersonAuth, ServiceAppAuth} from '../connection.js'
import type {Authorizer} from './authorizer.js'

export function createTokenAuthorizer(
  machine: Machine,
  connection: OrgConnection & {readonly auth: ServiceAppAuth | PersonAuth},
): Authorizer {
  machine.debug(`no way in yet for ${connection.auth.kind}`)
  const no = () => Promise.reject(new OpsError('OPS_OAUTH', 'only API tokens can be used as yet'))
  return {headersFor: no, renew: no}
}
