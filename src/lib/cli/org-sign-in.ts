import type {OrgTokenState, OrgSignInRequest} from '../okta/auth/person.js'
import type {OrgIdentity, OrgLogin} from '../okta/org/org-sign-in.js'
import type {OrgSetting, OrgWay} from '../okta/org/org-setting.js'
import {formatDuration} from '../shared/duration.js'
import {visibleText} from '../shared/visible-text.js'
import type {Voice} from '../sign-in/voice.js'
import {mayHaveOrg, oktaOrgs, type Context} from './context.js'
import {untilInterrupted} from './interrupt.js'
import {secretConnection} from './connect-org.js'

/** An org, in the results of `login`, `logout` and `whoami`. */
export interface OrgShown {
  /** As in `--org NAME`; the host of one without a name. */
  readonly name: string
  readonly orgUrl: string
  readonly way: OrgWay['kind']
}

/** What `login --org --json` answers with. */
export interface OrgLoginResult {
  readonly org: OrgShown
  /** `checked`: an API token, to which there is nothing to sign in; it is good. */
  readonly status: OrgLogin['status']
  readonly flow?: 'browser' | 'device-code'
  readonly user?: string
  readonly token?: OrgTokenShown
}

export interface OrgTokenShown {
  readonly expiresAt: string
  /** It will be renewed by itself. */
  readonly refreshable: boolean
  readonly scopes: readonly string[]
}

/** The Okta half of what `whoami --json` answers with. */
export interface OrgWhoami extends OrgShown {
  readonly user?: string
  readonly clientId?: string
  readonly token?: OrgTokenShown
  /** The org was asked; else this is what files say. */
  readonly asked: boolean
}

/** Signs in to an org, in words to the voice. */
export async function loginToOrg(
  context: Context,
  request: Omit<OrgSignInRequest, 'signal' | 'interactive'> & {readonly org: string},
  voice: Voice,
): Promise<OrgLoginResult> {
  const {logInToOrg} = await oktaOrgs()
  const {setting, connection} = await secretConnection(context, {org: request.org, warn: voice.warn})
  const login = await untilInterrupted((signal) =>
    logInToOrg(context.machine, connection, {
      request: {...request, interactive: context.terminal.interactive, signal},
      voice,
    }),
  )
  const org = orgShown(setting)
  voice.say(loginWords(context, org, login))
  return {
    org,
    status: login.status,
    ...(login.flow === undefined ? {} : {flow: login.flow}),
    ...(login.user === undefined ? {} : {user: login.user}),
    ...(login.token === undefined ? {} : {token: tokenShown(login.token)}),
  }
}

/** Who we are at a named org, by asking it. @throws OpsError OPS_SIGNED_OUT (exit 4), ... */
export async function whoAtOrg(context: Context, name: string, voice: Voice): Promise<OrgWhoami> {
  const {askedIdentity} = await oktaOrgs()
  const {setting, connection} = await secretConnection(context, {org: name, warn: voice.warn})
  const identity = await untilInterrupted((signal) => askedIdentity(context.machine, connection, signal))
  return whoami(setting, identity, true)
}

/** Who we are at the org that commands take, from files alone; undefined when there is none, or none that can be used. */
export async function whoAtCurrentOrg(context: Context): Promise<OrgWhoami | undefined> {
  if (!(await mayHaveOrg(context.machine))) return undefined
  const {findOrg, keptIdentity} = await oktaOrgs()
  try {
    const setting = findOrg(context.machine, {})
    return whoami(setting, keptIdentity(context.machine, setting), false)
  } catch (error) {
    context.machine.debug(`no Okta org is shown: ${error instanceof Error ? error.message : typeof error}`)
    return undefined
  }
}

/** Label and value lines about an org, for `whoami`. */
export function orgFacts(
  context: Context,
  who: OrgWhoami,
): readonly (readonly [string, string | undefined])[] {
  return [
    ['okta org', `${who.orgUrl}${who.name === new URL(who.orgUrl).host ? '' : ` (${who.name})`}`],
    ['okta user', userWords(who)],
    ['okta token', who.token && tokenWords(context, who.token)],
  ]
}

function userWords({way, user, clientId, asked, name}: OrgWhoami): string {
  if (way === 'service-app') return `none: API service app ${clientId ?? ''}`
  if (user !== undefined) return user
  if (way === 'api-token')
    return asked ? 'not said by the org' : `the API token's (okta-ops whoami --org ${name})`
  return `not signed in (okta-ops login --org ${name})`
}

function whoami(setting: OrgSetting, {user, clientId, token}: OrgIdentity, asked: boolean): OrgWhoami {
  return {
    ...orgShown(setting),
    ...(user === undefined ? {} : {user}),
    ...(clientId === undefined ? {} : {clientId}),
    ...(token === undefined ? {} : {token: tokenShown(token)}),
    asked,
  }
}

/** An org as results show it. */
export function orgShown({name, address, way}: OrgSetting): OrgShown {
  return {name: name ?? address.host, orgUrl: address.url, way: way.kind}
}

function tokenShown({expiresAt, canRenew, scopes}: OrgTokenState): OrgTokenShown {
  return {expiresAt: expiresAt.toISOString().replace(/\.\d+Z$/, 'Z'), refreshable: canRenew, scopes}
}

function tokenWords({machine}: Context, {expiresAt, refreshable}: OrgTokenShown): string {
  const left = new Date(expiresAt).getTime() - machine.now().getTime()
  const renewal = refreshable ? ', then renewed by itself' : ''
  return left > 0 ? `until ${expiresAt} (${formatDuration(left)}${renewal})` : `ended ${expiresAt}${renewal}`
}

function loginWords(context: Context, {name, way}: OrgShown, {status, token, user}: OrgLogin): string {
  const as = user === undefined ? '' : ` as ${visibleText(user)}`
  if (status === 'checked')
    return `${name} is reached by an API token: there is nothing to sign in to. It is good${as}.`
  const until = token === undefined ? '' : ` ${tokenWords(context, tokenShown(token))}`
  if (way === 'service-app')
    return `${name} is reached by an API service app: its token is ${status === 'unchanged' ? 'good' : 'new, good'}${until}.`
  if (status === 'signed-in') return `Signed in to ${name}${as}${until}.`
  if (status === 'refreshed') return `The sign-in to ${name}${as} was renewed${until}.`
  return `Already signed in to ${name}${as}${until}. To sign in again: --force`
}
