import type {Machine} from '../../shared/machine.js'
import type {ServiceAppAuth} from '../connection.js'
import {openOauth, type OauthMemory} from './oauth-session.js'
import {readPrivateKey} from './private-key.js'
import type {OrgToken, TokenConnection} from './token-cache.js'

/** Okta takes an assertion that ends within the hour; five minutes leave room for a slow way. */
const assertionSeconds = 300

/**
 * A token for an API service app (client_credentials with private_key_jwt; Okta takes nothing else from it).
 * @throws OpsError OPS_PRIVATE_KEY, OPS_OAUTH, or what the network failed with
 */
export async function requestAppToken(
  machine: Machine,
  connection: TokenConnection & {readonly auth: ServiceAppAuth},
  how: {readonly memory: OauthMemory; readonly signal?: AbortSignal | undefined},
): Promise<OrgToken> {
  const {auth} = connection
  const {key, kid} = await readPrivateKey(auth.privateKey, auth.keyId)
  const session = await openOauth(machine, connection, how)
  const answer = await session.run({
    request({oauth, server, client, options, nowSeconds}) {
      const named = {key, ...(kid === undefined ? {} : {kid})}
      const assertion = oauth.PrivateKeyJwt(named, {
        [oauth.modifyAssertion]: (_header, payload) => {
          const now = nowSeconds()
          // The library names the issuer; Okta wants the address that is called.
          Object.assign(payload, {
            aud: server.token_endpoint,
            iat: now,
            nbf: now,
            exp: now + assertionSeconds,
          })
        },
      })
      const parameters = {scope: auth.scopes.join(' ')}
      return oauth.clientCredentialsGrantRequest(server, client, assertion, parameters, options)
    },
    judge: (response, {oauth, server, client}) =>
      oauth.processClientCredentialsResponse(server, client, response),
  })
  return session.toToken(answer)
}
