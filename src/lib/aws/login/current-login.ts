import {OpsError} from '../../shared/errors.js'
import type {Machine} from '../../shared/machine.js'
import {portalAccepts, type TokenInQuestion} from '../service/portal-check.js'
import type {EndpointSettings, SsoSession} from '../config/profile.js'
import {readToken, type SsoToken} from '../cache/token-cache.js'
import {refreshNow, usableToken} from '../session/token-refresh.js'

/** The login as it stands, when it is good without the person. */
export interface CurrentLogin {
  readonly token: SsoToken
  readonly status: 'refreshed' | 'unchanged'
}

interface Asked {
  readonly session: SsoSession
  readonly endpoints?: EndpointSettings | undefined
  readonly signal: AbortSignal
}

/** As usableToken: with less left, a login that cannot be refreshed is not worth keeping. */
const tooLittleMs = 15 * 60_000

/**
 * The session's login if it is good, refreshed where little is left of it and shown to the portal, because a login
 * that was revoked elsewhere looks good on disk. Undefined when the person has to sign in.
 * @throws OpsError what a refresh failed with, when the old token has ended too (OPS_NETWORK, OPS_SERVICE, ...)
 */
export async function currentLogin(machine: Machine, asked: Asked): Promise<CurrentLogin | undefined> {
  const {session, endpoints, signal} = asked
  const before = await readToken(machine, session)
  if (before.kind === 'absent') return undefined
  const wish = {signal, ...(endpoints === undefined ? {} : {endpoints})}
  try {
    const token = await usableToken(machine, session, wish)
    if (token.accessToken === before.token.accessToken && leftMs(machine, token) < tooLittleMs)
      return undefined
    const good = (await isAccepted(machine, {...asked, token}))
      ? token
      : await refreshNow(machine, session, {...wish, rejected: token})
    return {token: good, status: good.accessToken === before.token.accessToken ? 'unchanged' : 'refreshed'}
  } catch (error) {
    if (error instanceof OpsError && error.code === 'OPS_SIGNED_OUT') return undefined
    throw error
  }
}

/** A portal that cannot be asked does not take away a login that looks good. */
async function isAccepted(machine: Machine, question: TokenInQuestion): Promise<boolean> {
  try {
    return await portalAccepts(machine, question)
  } catch (error) {
    question.signal?.throwIfAborted()
    if (!(error instanceof OpsError) || error.failure !== 'unavailable') throw error
    machine.debug(`the login was not checked: ${error.message}`)
    return true
  }
}

function leftMs(machine: Machine, token: SsoToken): number {
  return token.expiresAt.getTime() - machine.now().getTime()
}
