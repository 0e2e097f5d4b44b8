import {OpsError} from '../../shared/errors.js'
import type {Machine} from '../../shared/machine.js'
import type {SessionTarget} from './sessions.js'
import type {SsoToken} from '../cache/token-cache.js'
import {refreshNow, usableToken, type TokenWish} from './token-refresh.js'

/**
 * Runs `use` with the session's token, refreshed where little of it is left; once more with another token when the
 * portal does not take the first (`use` throws OPS_SIGNED_OUT).
 * @throws OpsError OPS_SIGNED_OUT with the login command, and whatever `use` throws
 */
export async function withSessionToken<T>(
  machine: Machine,
  {session, source, endpoints, minLeftMs, signal}: SessionTarget & Pick<TokenWish, 'minLeftMs' | 'signal'>,
  use: (token: SsoToken) => Promise<T>,
): Promise<T> {
  const wish = {
    ...(endpoints === undefined ? {} : {endpoints}),
    ...(source === undefined ? {} : {profile: source.name}),
    ...(minLeftMs === undefined ? {} : {minLeftMs}),
    ...(signal === undefined ? {} : {signal}),
  }
  const token = await usableToken(machine, session, wish)
  try {
    return await use(token)
  } catch (error) {
    if (!(error instanceof OpsError) || error.code !== 'OPS_SIGNED_OUT') throw error
    return use(await refreshNow(machine, session, {...wish, rejected: token}))
  }
}
