import type {Lock} from '../../shared/file-lock.js'
import type {Machine} from '../../shared/machine.js'
import type {PersonConnection} from '../connection.js'
import {refusedWith} from './oauth-refused.js'
import {openOauth} from './oauth-session.js'
import {dropOrgToken, type OrgToken} from './token-cache.js'

/**
 * A person's next token, by refresh token: single-use, bound to the same key, so the lock is looked at before it is spent. A
 * refresh token that Okta does not take any more is forgotten.
 * @throws OpsError OPS_SIGNED_OUT, or what the network failed with
 */
export async function refreshPersonToken(
  machine: Machine,
  connection: PersonConnection,
  {former, lock}: {readonly former: OrgToken; readonly lock: Lock},
): Promise<OrgToken> {
  const session = await openOauth(machine, connection, {memory: former})
  try {
    const answer = await session.run({
      request({oauth, server, client, options}) {
        lock.assertHeld()
        return oauth.refreshTokenGrantRequest(
          server,
          client,
          oauth.None(),
          former.refreshToken ?? '',
          options,
        )
      },
      judge: (response, {oauth, server, client}) =>
        oauth.processRefreshTokenResponse(server, client, response),
    })
    return session.toToken(answer, former)
  } catch (error) {
    if (refusedWith(error) === 'invalid_grant') dropOrgToken(machine, connection)
    throw error
  }
}
