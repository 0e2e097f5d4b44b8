import type {Machine} from '../../shared/machine.js'
import type {OrgConnection} from '../connection.js'
import type {Authorizer} from './authorizer.js'
import {createTokenAuthorizer} from './token-authorizer.js'

/** Says who calls, as the connection wants it. Nothing is read or sent before the first call. */
export function createAuthorizer(machine: Machine, connection: OrgConnection): Authorizer {
  const {auth} = connection
  if (auth.kind === 'api-token') {
    const headers = {authorization: `SSWS ${auth.token}`}
    return {headersFor: () => Promise.resolve(headers), renew: () => Promise.resolve(false)}
  }
  return createTokenAuthorizer(machine, {...connection, auth})
}
