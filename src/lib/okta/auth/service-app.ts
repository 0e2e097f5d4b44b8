import type {Machine} from '../../shared/machine.js'
import type {ServiceAppAuth} from '../connection.js'
import {clientAuthentication} from './client-auth.js'
import {openOauth, type OauthMemory} from './oauth-session.js'
import type {OrgToken, TokenConnection} from './token-cache.js'

/**
 * A token for an API service app (client_credentials).
 * @throws OpsError OPS_PRIVATE_KEY, OPS_OAUTH, or what the network failed with
 */
export async function requestAppToken(
  machine: Machine,
  connection: TokenConnection & {readonly auth: ServiceAppAuth},
  how: {readonly memory: OauthMemory; readonly signal?: AbortSignal | undefined},
): Promise<OrgToken> {
  const authenticate = await clientAuthentication(connection)
  const session = await openOauth(machine, connection, how)
  const answer = await session.run({
    request(tools) {
      const {oauth, server, client, options} = tools
      const parameters = {scope: connection.auth.scopes.join(' ')}
      const assertion = authenticate(tools, server.token_endpoint)
      return oauth.clientCredentialsGrantRequest(server, client, assertion, parameters, options)
    },
    judge: (response, {oauth, server, client}) =>
      oauth.processClientCredentialsResponse(server, client, response),
  })
  return session.toToken(answer)
}
