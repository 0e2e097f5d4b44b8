import {OpsError} from '../../shared/errors.js'
import {withLock, type Lock} from '../../shared/file-lock.js'
import type {Machine} from '../../shared/machine.js'
import {loginCommand} from './oauth-advice.js'
import {refreshPersonToken} from './person-refresh.js'
import {requestAppToken} from './service-app.js'
import {checkTokenPlace, orgTokenLock, readOrgToken, writeOrgToken} from './token-cache.js'
import type {OrgToken, TokenConnection} from './token-cache.js'

/** Large enough for any token file; tokens are opaque and may grow. */
const roomForToken = 64 * 1024
const usualMarginMs = 5 * 60_000

export interface TokenWish {
  readonly signal?: AbortSignal | undefined
  /** The org refused this one, whatever the clock says. */
  readonly rejected?: string
}

/**
 * The connection's token with time left on it: the kept one, or one got under the connection's lock, so that two processes
 * never spend the same refresh token. Renewed when less than five minutes or a tenth of its life is left; while the old one
 * has not ended, a renewal that fails for now is no failure.
 * @throws OpsError OPS_SIGNED_OUT with the login command for a person; what `requestAppToken` throws for an app
 */
export async function usableOrgToken(
  machine: Machine,
  connection: TokenConnection,
  {signal, rejected}: TokenWish = {},
): Promise<OrgToken> {
  const isOther = (token: OrgToken): boolean => token.accessToken !== rejected
  const isGood = (token: OrgToken): boolean => isOther(token) && leftMs(machine, token) > marginMs(token)
  const isBearable = (token: OrgToken): boolean => isOther(token) && leftMs(machine, token) > 0
  const kept = readOrgToken(machine, connection)
  if (kept !== undefined && isGood(kept)) return kept
  const waiting = {...machine, sleep: (ms: number) => machine.sleep(ms, signal)}
  try {
    return await withLock(waiting, orgTokenLock(machine, connection), async (lock) => {
      const current = readOrgToken(machine, connection)
      if (current !== undefined && isGood(current)) return current
      checkTokenPlace(machine, connection, roomForToken)
      return keep(machine, connection, {former: current, lock, signal})
    })
  } catch (error) {
    signal?.throwIfAborted()
    const now = readOrgToken(machine, connection)
    const isForNow = error instanceof OpsError && error.failure === 'unavailable'
    if (!isForNow || now === undefined || !isBearable(now)) throw error
    machine.debug(`${error.message}; going on with the token that ends at ${now.expiresAt.toISOString()}`)
    return now
  }
}

/** Milliseconds until the token ends. */
export function leftMs(machine: Pick<Machine, 'now'>, {expiresAt}: OrgToken): number {
  return expiresAt.getTime() - machine.now().getTime()
}

function marginMs({lifetimeMs}: OrgToken): number {
  return Math.min(usualMarginMs, lifetimeMs / 10)
}

async function keep(
  machine: Machine,
  connection: TokenConnection,
  {
    former,
    lock,
    signal,
  }: {readonly former: OrgToken | undefined; readonly lock: Lock; readonly signal: AbortSignal | undefined},
): Promise<OrgToken> {
  const token = await renewed(machine, connection, {former, lock, signal})
  try {
    writeOrgToken(machine, connection, {token, lock})
  } catch (error) {
    if (!(error instanceof OpsError) || error.code !== 'OPS_LOCK_LOST' || former === undefined) throw error
    // The old refresh token is spent all the same: the new one must be kept, unless somebody signed in anew meanwhile.
    await withLock(machine, orgTokenLock(machine, connection), (again) => {
      if (readOrgToken(machine, connection)?.refreshToken === former.refreshToken)
        writeOrgToken(machine, connection, {token, lock: again})
    })
  }
  return token
}

function renewed(
  machine: Machine,
  connection: TokenConnection,
  {
    former,
    lock,
    signal,
  }: {readonly former: OrgToken | undefined; readonly lock: Lock; readonly signal: AbortSignal | undefined},
): Promise<OrgToken> {
  const {auth} = connection
  if (auth.kind === 'service-app')
    return requestAppToken(machine, {...connection, auth}, {memory: former ?? {}, signal})
  if (former?.refreshToken === undefined) throw signedOut(connection, former)
  // Not with the signal: a refresh under way has spent its refresh token, and its answer must be kept.
  return refreshPersonToken(machine, {...connection, auth}, {former, lock})
}

function signedOut(connection: TokenConnection, former: OrgToken | undefined): OpsError {
  const {host} = new URL(connection.orgUrl)
  const who = connection.name ?? host
  return new OpsError(
    'OPS_SIGNED_OUT',
    former === undefined ? `not signed in to ${who}` : `the sign-in to ${who} has ended`,
    {failure: 'signedOut', next: loginCommand(connection)},
  )
}
