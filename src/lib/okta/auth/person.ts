import {OpsError} from '../../shared/errors.js'
import {withLock} from '../../shared/file-lock.js'
import type {Machine} from '../../shared/machine.js'
import {headlessReason, readSurroundings} from '../../sign-in/surroundings.js'
import type {Voice} from '../../sign-in/voice.js'
import type {PersonConnection} from '../connection.js'
import {withPersonName} from './person-name.js'
import {
  orgTokenLock,
  readOrgToken,
  writeOrgToken,
  type OrgPerson,
  type OrgToken,
  type TokenConnection,
} from './token-cache.js'
import {usableOrgToken} from './token-source.js'

export interface OrgSignInRequest {
  /** Sign in although the sign-in is good. */
  readonly force?: boolean
  readonly deviceCode?: boolean
  /** Instead of 8765, 8766 or 8767; asking for one means the browser flow. */
  readonly callbackPort?: number | undefined
  /** A person is at the terminal: only then may a browser open. */
  readonly interactive: boolean
  readonly browser?: boolean
  /** Ctrl-C. Its reason is thrown. */
  readonly signal: AbortSignal
}

/** What is kept of a connection's token, without anything secret. */
export interface OrgTokenState {
  readonly expiresAt: Date
  /** Without another sign-in: an app's token always, a person's while a refresh token is there. */
  readonly canRenew: boolean
  /** As granted; for a person Okta grants what the app has, whatever the person's own rights are. */
  readonly scopes: readonly string[]
  readonly tokenType: 'bearer' | 'dpop'
  readonly person: OrgPerson | undefined
}

export interface OrgSignInResult extends OrgTokenState {
  readonly status: 'signed-in' | 'refreshed' | 'unchanged'
  /** How the person signed in, when they had to. */
  readonly flow?: 'browser' | 'device-code'
}

/**
 * Makes sure that the person is signed in to the org: keeps a good sign-in, refreshes one that can be, else lets the person
 * sign in, by the browser or, headless or when asked, with a device code.
 * @throws OpsError OPS_LOGIN_DENIED, OPS_LOGIN_EXPIRED, OPS_CALLBACK_PORT, OPS_OAUTH, what the network or disk failed with, or
 *   the signal's reason
 */
export async function signInToOrg(
  machine: Machine,
  connection: PersonConnection,
  {request, voice}: {readonly request: OrgSignInRequest; readonly voice: Voice},
): Promise<OrgSignInResult> {
  const {signal} = request
  const current = request.force === true ? undefined : await currentSignIn(machine, connection, signal)
  if (current !== undefined) return current
  const headless = headlessReason(readSurroundings(machine, request.interactive))
  const wantsDevice = request.deviceCode === true
  const byDevice = wantsDevice || (request.callbackPort === undefined && headless !== undefined)
  if (byDevice && !wantsDevice) voice.say(`Signing in with a device code: ${headless ?? ''}.`)
  const canReachOut = headless === undefined || (machine.env['BROWSER'] ?? '') !== ''
  const flow = {
    openBrowser: request.interactive && request.browser !== false && canReachOut,
    callbackPort: request.callbackPort,
    signal,
    voice,
    save: async (token: OrgToken) => {
      kept = await withPersonName(machine, connection, {token, signal})
      await save(machine, connection, {token: kept, signal})
    },
  }
  let kept: OrgToken | undefined
  const token = byDevice
    ? await (await import('./device-flow.js')).signInByDevice(machine, connection, flow)
    : await (await import('./browser-flow.js')).signInByBrowser(machine, connection, flow)
  return {
    ...stateOf(connection, kept ?? token),
    status: 'signed-in',
    flow: byDevice ? 'device-code' : 'browser',
  }
}

async function currentSignIn(
  machine: Machine,
  connection: PersonConnection,
  signal: AbortSignal,
): Promise<OrgSignInResult | undefined> {
  const before = readOrgToken(machine, connection)
  if (before === undefined) return undefined
  try {
    const token = await usableOrgToken(machine, connection, {signal})
    const status = token.accessToken === before.accessToken ? 'unchanged' : 'refreshed'
    return {...stateOf(connection, token), status}
  } catch (error) {
    signal.throwIfAborted()
    if (error instanceof OpsError && error.code === 'OPS_SIGNED_OUT') return undefined
    throw error
  }
}

async function save(
  machine: Machine,
  connection: PersonConnection,
  {token, signal}: {readonly token: OrgToken; readonly signal: AbortSignal},
): Promise<void> {
  signal.throwIfAborted()
  await withLock(machine, orgTokenLock(machine, connection), (lock) => {
    writeOrgToken(machine, connection, {token, lock})
  })
}

/** What is kept for the connection; undefined when nothing is. */
export function orgTokenState(machine: Machine, connection: TokenConnection): OrgTokenState | undefined {
  const token = readOrgToken(machine, connection)
  return token === undefined ? undefined : stateOf(connection, token)
}

function stateOf({auth}: TokenConnection, token: OrgToken): OrgTokenState {
  const {expiresAt, scopes, tokenType, person, refreshToken} = token
  return {
    expiresAt,
    canRenew: auth.kind === 'service-app' || refreshToken !== undefined,
    scopes,
    tokenType,
    person,
  }
}
