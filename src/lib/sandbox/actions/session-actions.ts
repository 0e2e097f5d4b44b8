import {usage, type ActionResult} from './result.js'
import type {StoredPayload} from '../okta/auth/issued.js'
import {tellApiTokenRevoked} from '../okta/auth/tell.js'
import type {Lifetimes} from '../seed/seed.js'
import type {World} from '../world.js'
import {counted} from '../../shared/counted.js'
import {parseDuration} from '../../shared/duration.js'

/* Actions on sign-ins and on how long things last. The words of each are listed in act.ts. */

/** `session.revoke`: tokens open nothing and refresh nothing any more. */
export function revokeSessions(world: World, [who = '']: readonly string[]): ActionResult {
  const login = loginOrAll(world, who)
  const ended =
    world.sessions.end((session) => login === undefined || session.login === login) +
    world.oktaAuth.issued.end(['RefreshToken'], issuedTo(world, login))
  world.oktaAuth.issued.end(['AccessToken', 'AuthorizationCode', 'Session'], issuedTo(world, login))
  return {text: `${counted(ended, 'session')} ended`, data: {ended}}
}

/** `token.expire`: the next portal call is a 401, the next refresh works. */
export function expireTokens(world: World, [who = '']: readonly string[]): ActionResult {
  const login = loginOrAll(world, who)
  const expired =
    world.sessions.expireAccessTokens(
      (session) => login === undefined || session.login === login,
      world.now(),
    ) + world.oktaAuth.issued.end(['AccessToken', 'ClientCredentials'], issuedTo(world, login))
  return {text: `${counted(expired, 'access token')} expired; refresh tokens stay good`, data: {expired}}
}

/** `api_token.revoke`: an API token (SSWS) of the Okta org. */
export function revokeApiToken(world: World, [name = '']: readonly string[]): ActionResult {
  const revoked = world.oktaAuth.tokens.revoke(name)
  if (revoked === 0) throw usage(`no API token ${JSON.stringify(name)}`)
  tellApiTokenRevoked(world, name)
  return {text: `${name} is revoked`, data: {revoked}}
}

/** `credentials.expire`: STS refuses everything handed out so far. */
export function expireCredentials(world: World): ActionResult {
  const expired = world.roleKeys.expireAll(world.now())
  return {text: `${counted(expired, 'set')} of role credentials expired`, data: {expired}}
}

/** `registrations.forget`: every client is unknown. */
export function forgetRegistrations(world: World): ActionResult {
  const forgotten = world.clients.all.length
  world.clients.forgetAll()
  return {text: `${counted(forgotten, 'client registration')} forgotten`, data: {forgotten}}
}

const lifetimeWords: Readonly<Record<string, keyof Lifetimes>> = {
  token: 'tokenMs',
  role: 'roleMs',
  session: 'sessionMs',
  registration: 'registrationMs',
  device_code: 'deviceCodeMs',
  device_interval: 'deviceIntervalMs',
  cursor: 'cursorMs',
  hook: 'hookMs',
}

/** `lifetimes.set`: for what is issued from now on. */
export function setLifetimes(world: World, words: readonly string[]): ActionResult {
  const changes = words.map((word) => {
    const [name = '', value = ''] = word.split('=')
    const key = lifetimeWords[name]
    if (key === undefined)
      throw usage(`a lifetime is one of ${Object.keys(lifetimeWords).join(', ')}, not ${name}`)
    return [key, parseDuration(value, `lifetime ${name}`)] as const
  })
  world.lifetimes = {...world.lifetimes, ...Object.fromEntries(changes)}
  return {text: `from now on: ${words.join(', ')}`, data: world.lifetimes}
}

/** `approve.auto` */
export function setAutoApprove(world: World, [who = '']: readonly string[]): ActionResult {
  const login = who === 'off' ? undefined : world.company.user(who).login
  world.autoApproveAs = login
  const text = login === undefined ? 'people sign in by themselves' : `every sign-in becomes ${login} at once`
  return {text, data: {autoApproveAs: login ?? null}}
}

/** What the org's authorization server gave that person, or anybody, apps included. */
function issuedTo(world: World, login: string | undefined): (payload: StoredPayload) => boolean {
  const userId = login === undefined ? undefined : world.company.user(login).id
  return ({accountId}) => userId === undefined || accountId === userId
}

function loginOrAll(world: World, who: string): string | undefined {
  return who === 'all' ? undefined : world.company.user(who).login
}
