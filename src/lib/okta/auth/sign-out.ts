import {withLock} from '../../shared/file-lock.js'
import type {Machine} from '../../shared/machine.js'
import {clientAuthentication} from './client-auth.js'
import {openOauth} from './oauth-session.js'
import {dropOrgToken, orgTokenLock, readOrgToken, type OrgToken, type TokenConnection} from './token-cache.js'
import {leftMs} from './token-source.js'

export interface OrgSignOutResult {
  /** False: nobody was signed in. */
  readonly wasSignedIn: boolean
  /** Why Okta could not be told, so that the token is good there until it ends. */
  readonly notRevoked?: string
}

/**
 * Revokes what is kept for a connection (RFC 7009), a person's refresh token before the access token, and forgets it whatever
 * Okta says.
 * @param complete the same connection with the secret that a revocation takes; asked for only when there is something to revoke
 */
export async function signOutOfOrg(
  machine: Machine,
  connection: TokenConnection,
  complete: () => Promise<TokenConnection> = () => Promise.resolve(connection),
): Promise<OrgSignOutResult> {
  return withLock(machine, orgTokenLock(machine, connection), async () => {
    const token = readOrgToken(machine, connection)
    if (token === undefined) return {wasSignedIn: false}
    try {
      await revoke(machine, await complete(), token)
      return {wasSignedIn: true}
    } catch (error) {
      return {wasSignedIn: true, notRevoked: error instanceof Error ? error.message : 'unknown reason'}
    } finally {
      dropOrgToken(machine, connection)
    }
  })
}

/** Whether Okta looks for a proof here is not known: one goes along with a bound token, and the session goes without if refused. */
async function revoke(machine: Machine, connection: TokenConnection, token: OrgToken): Promise<void> {
  const authenticate = await clientAuthentication(connection)
  const session = await openOauth(machine, connection, {memory: token})
  const ended = leftMs(machine, token) <= 0
  const both = [
    {value: token.refreshToken, hint: 'refresh_token'},
    {value: ended ? undefined : token.accessToken, hint: 'access_token'},
  ]
  for (const {value, hint} of both) {
    if (value === undefined) continue
    await session.run({
      request: (tools) => {
        const {oauth, server, client, options, proofFor} = tools
        const url = server.revocation_endpoint
        const proof = token.tokenType === 'dpop' && url !== undefined ? proofFor(url) : undefined
        return oauth.revocationRequest(server, client, authenticate(tools, url), value, {
          ...options,
          ...(proof === undefined ? {} : {headers: {dpop: proof}}),
          additionalParameters: {token_type_hint: hint},
        })
      },
      judge: (response, {oauth}) => oauth.processRevocationResponse(response),
    })
  }
}
