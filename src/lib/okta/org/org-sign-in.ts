import type {Machine} from '../../shared/machine.js'
import type {Voice} from '../../sign-in/voice.js'
import {openOrg} from '../api/open-org.js'
import {orgTokenState, signInToOrg, type OrgSignInRequest, type OrgTokenState} from '../auth/person.js'
import {dropOrgToken} from '../auth/token-cache.js'
import {usableOrgToken} from '../auth/token-source.js'
import type {OrgConnection} from '../connection.js'
import {probeOrg} from './check/probe.js'
import {tokenConnectionOf} from './org-connection.js'
import type {OrgSetting} from './org-setting.js'

/** How `login --org` ended. */
export interface OrgLogin {
  /** `checked`: an API token, to which there is nothing to sign in; it is good. */
  readonly status: 'signed-in' | 'refreshed' | 'unchanged' | 'checked'
  readonly flow?: 'browser' | 'device-code'
  readonly token?: OrgTokenState
  /** Whose rights we have, where that is known. */
  readonly user?: string
}

/**
 * Makes an org ready to be used: a person signs in, a service app gets its token, an API token is tried.
 * @throws OpsError OPS_LOGIN_DENIED, OPS_OAUTH, OPS_PRIVATE_KEY, ...; the signal's reason
 */
export async function logInToOrg(
  machine: Machine,
  connection: OrgConnection,
  {request, voice}: {readonly request: OrgSignInRequest; readonly voice: Voice},
): Promise<OrgLogin> {
  const {auth} = connection
  const {signal, force} = request
  if (auth.kind === 'api-token') {
    const {as} = await probeOrg(openOrg(machine, connection), auth, signal)
    return {status: 'checked', ...(as === undefined ? {} : {user: as})}
  }
  if (auth.kind === 'person') {
    const {status, flow, ...token} = await signInToOrg(machine, {...connection, auth}, {request, voice})
    const login = token.person?.login
    return {
      status,
      token,
      ...(flow === undefined ? {} : {flow}),
      ...(login === undefined ? {} : {user: login}),
    }
  }
  const app = {...connection, auth}
  if (force === true) dropOrgToken(machine, app)
  const before = orgTokenState(machine, app)
  const {expiresAt} = await usableOrgToken(machine, app, {signal})
  const token = orgTokenState(machine, app)
  const unchanged = before?.expiresAt.getTime() === expiresAt.getTime()
  return {status: unchanged ? 'unchanged' : 'signed-in', ...(token === undefined ? {} : {token})}
}

/** Who we are at an org, as far as is known without asking it. */
export interface OrgIdentity {
  readonly user: string | undefined
  readonly clientId: string | undefined
  readonly token: OrgTokenState | undefined
}

/** From files alone: no secret is read, nothing is asked. */
export function keptIdentity(machine: Machine, setting: OrgSetting): OrgIdentity {
  const connection = tokenConnectionOf(setting)
  const token = connection && orgTokenState(machine, connection)
  return {user: token?.person?.login, clientId: connection?.auth.clientId, token}
}

/**
 * By asking the org: with an API token whose it is, else by a token that it gives or renews.
 * @throws OpsError OPS_SIGNED_OUT (exit 4) with the login command; what calls of the API throw
 */
export async function askedIdentity(
  machine: Machine,
  connection: OrgConnection,
  signal: AbortSignal,
): Promise<OrgIdentity> {
  const {auth} = connection
  if (auth.kind === 'api-token') {
    const {as} = await probeOrg(openOrg(machine, connection), auth, signal)
    return {user: as, clientId: undefined, token: undefined}
  }
  const {person} = await usableOrgToken(machine, {...connection, auth}, {signal})
  const token = orgTokenState(machine, {...connection, auth})
  return {user: person?.login, clientId: auth.clientId, token}
}
