import {checkRoomFor} from '../../shared/atomic-file.js'
import {OpsError} from '../../shared/errors.js'
import {withLock, type Lock} from '../../shared/file-lock.js'
import type {Machine} from '../../shared/machine.js'
import {oidcEndpoint} from '../service/endpoints.js'
import type {EndpointSettings, SsoSession} from '../config/profile.js'
import {loginEnded, loginOver, notSignedIn, otherTenant} from './signed-out.js'
import {recoverToken} from '../cache/token-recovery.js'
import {readToken, tokenLockPath, tokenPath, writeToken} from '../cache/token-cache.js'
import {readRefresh, requestRefresh} from '../service/token-client.js'
import {isRefreshable, tokenMatches, type SsoToken} from '../cache/token-file.js'

export interface TokenWish {
  /** Refresh when less than this is left; 15 minutes unless said, so that no AWS tool has to. */
  readonly minLeftMs?: number
  /** Endpoint overrides of the profile in whose name this happens. */
  readonly endpoints?: EndpointSettings
  /** That profile's name, for the login command in a message. */
  readonly profile?: string
  /** Ctrl-C, for a command that ends tidily: ends the wait for the lock, and soon a refresh. Its reason is thrown. */
  readonly signal?: AbortSignal
}

/**
 * The session's token with enough time left, refreshed under the session's lock when there is too little. While the old
 * one has not ended, a refresh that fails is no failure.
 * @throws OpsError OPS_SIGNED_OUT (exit 4) with the login command; or, when the token has ended and cannot be refreshed
 *   just now, why (exit 6 or 1)
 */
export function usableToken(machine: Machine, session: SsoSession, wish: TokenWish = {}): Promise<SsoToken> {
  const {minLeftMs = 15 * 60_000} = wish
  const leftMs = (token: SsoToken): number => token.expiresAt.getTime() - machine.now().getTime()
  return renewed(machine, session, {
    ...wish,
    isGood: (token) => leftMs(token) >= minLeftMs,
    isBearable: (token) => leftMs(token) > 0,
  })
}

/**
 * Another token than the one the portal has just rejected, whatever the clock says about it: somebody else's newer one, or
 * one refreshed now.
 * @throws OpsError as usableToken
 */
export function refreshNow(
  machine: Machine,
  session: SsoSession,
  wish: TokenWish & {readonly rejected: SsoToken},
): Promise<SsoToken> {
  const isOther = (token: SsoToken): boolean =>
    token.accessToken !== wish.rejected.accessToken && token.expiresAt > machine.now()
  return renewed(machine, session, {...wish, isGood: isOther, isBearable: isOther})
}

interface Renewal extends TokenWish {
  /** Nothing needs to be done. */
  readonly isGood: (token: SsoToken) => boolean
  /** Good enough when nothing can be done. */
  readonly isBearable: (token: SsoToken) => boolean
}

async function renewed(machine: Machine, session: SsoSession, want: Renewal): Promise<SsoToken> {
  const token = await currentToken(machine, session, want)
  if (want.isGood(token)) return token
  try {
    if (!isRefreshable(token, machine.now())) throw loginEnded(session, token, want.profile)
    const waiting = {...machine, sleep: (ms: number) => machine.sleep(ms, want.signal)}
    return await withLock(waiting, tokenLockPath(machine, session), (lock) =>
      refresh(machine, session, {...want, lock}),
    )
  } catch (error) {
    want.signal?.throwIfAborted()
    // Meanwhile a tool that knows no lock may have refreshed it, or the person may have signed out.
    const now = await currentToken(machine, session, want)
    if (!(error instanceof OpsError) || !want.isBearable(now)) throw error
    machine.debug(`${error.message}; going on with the token that ends at ${now.expiresAt.toISOString()}`)
    return now
  }
}

/** A refresh under way has spent its refresh token: on Ctrl-C its answer gets this long to arrive and be kept. */
const graceMs = 2000

function withGrace(machine: Machine, signal: AbortSignal | undefined): AbortSignal | undefined {
  if (signal === undefined) return undefined
  const late = new AbortController()
  const abortLate = async (): Promise<void> => {
    await machine.sleep(graceMs)
    late.abort(signal.reason)
  }
  signal.addEventListener('abort', () => void abortLate(), {once: true})
  return late.signal
}

/** Large enough for any token file; both halves of a session's tokens are opaque and may grow. */
const roomForToken = 32 * 1024

async function refresh(
  machine: Machine,
  session: SsoSession,
  want: Renewal & {readonly lock: Lock},
): Promise<SsoToken> {
  const stored = await currentToken(machine, session, want)
  if (want.isGood(stored)) return stored
  const token = recoverToken(machine, session, {spent: stored, lock: want.lock}) ?? stored
  if (want.isGood(token)) return token
  if (!isRefreshable(token, machine.now())) throw loginEnded(session, token, want.profile)
  // A refresh token is good for one use. It must not be spent for an answer that cannot be kept.
  checkRoomFor(tokenPath(machine, session), roomForToken)
  const askedAt = machine.now()
  const response = await requestRefresh(
    machine,
    {
      endpoint: oidcEndpoint(machine, session.region, want.endpoints),
      token,
      signal: withGrace(machine, want.signal),
    },
    {tries: want.isBearable(token) ? 1 : 3, beforeTry: want.lock.assertHeld},
  )
  const answer = readRefresh(response, token, askedAt)
  if (answer.kind === 'over') throw loginOver(session, answer.reason, want.profile)
  const fresh = {...answer.token, startUrl: session.startUrl, region: session.region}
  await keep(machine, session, {old: token, fresh, lock: want.lock})
  return fresh
}

/**
 * Stores the fresh token. If the lock was lost on the way, the old refresh token is spent all the same: then the fresh one
 * is stored under a new lock, unless another token has taken the old one's place.
 */
async function keep(
  machine: Machine,
  session: SsoSession,
  {old, fresh, lock}: {readonly old: SsoToken; readonly fresh: SsoToken; readonly lock: Lock},
): Promise<void> {
  try {
    writeToken(machine, {session, token: fresh, lock})
  } catch (error) {
    if (!(error instanceof OpsError) || error.code !== 'OPS_LOCK_LOST') throw error
    await withLock(machine, tokenLockPath(machine, session), async (again) => {
      const found = await readToken(machine, session)
      if (found.kind === 'token' && found.token.refreshToken === old.refreshToken)
        writeToken(machine, {session, token: fresh, lock: again})
    })
  }
}

/** The session's token as it stands, if it belongs to the session as configured. */
async function currentToken(machine: Machine, session: SsoSession, {profile}: TokenWish): Promise<SsoToken> {
  const found = await readToken(machine, session)
  if (found.kind === 'absent') throw notSignedIn(session, found.note, profile)
  if (!tokenMatches(session, found.token)) throw otherTenant(session, profile)
  return found.token
}
