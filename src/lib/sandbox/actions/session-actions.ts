import {count, usage, type ActionResult} from './result.js'
import type {DeviceGrant} from '../aws/grants.js'
import type {Lifetimes} from '../seed/seed.js'
import type {World} from '../world.js'
import {parseDuration} from '../../shared/duration.js'

/* Actions on sign-ins and on how long things last. The words of each are listed in act.ts. */

/** `session.revoke`: tokens open nothing and refresh nothing any more. */
export function revokeSessions(world: World, [who = '']: readonly string[]): ActionResult {
  const login = loginOrAll(world, who)
  const ended = world.sessions.end((session) => login === undefined || session.login === login)
  return {text: `${count(ended, 'session')} ended`, data: {ended}}
}

/** `token.expire`: the next portal call is a 401, the next refresh works. */
export function expireTokens(world: World, [who = '']: readonly string[]): ActionResult {
  const login = loginOrAll(world, who)
  const expired = world.sessions.expireAccessTokens(
    (session) => login === undefined || session.login === login,
    world.now(),
  )
  return {text: `${count(expired, 'access token')} expired; refresh tokens stay good`, data: {expired}}
}

/** `credentials.expire`: STS refuses everything handed out so far. */
export function expireCredentials(world: World): ActionResult {
  const expired = world.roleKeys.expireAll(world.now())
  return {text: `${count(expired, 'set')} of role credentials expired`, data: {expired}}
}

/** `registrations.forget`: every client is unknown. */
export function forgetRegistrations(world: World): ActionResult {
  const forgotten = world.clients.all.length
  world.clients.forgetAll()
  return {text: `${count(forgotten, 'client registration')} forgotten`, data: {forgotten}}
}

const lifetimeWords: Readonly<Record<string, keyof Lifetimes>> = {
  token: 'tokenMs',
  role: 'roleMs',
  session: 'sessionMs',
  registration: 'registrationMs',
  device_code: 'deviceCodeMs',
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

/** `device.approve`: in the place of the page; the newest device and the first active user unless named. */
export function approveDevice(world: World, words: readonly string[]): ActionResult {
  const login = words.find((word) => word.includes('@'))
  const code = words.find((word) => !word.includes('@'))
  const user =
    login === undefined ? world.company.users.find(({active}) => active) : world.company.user(login)
  if (user === undefined) throw usage('the company has no active user')
  const grant = world.grants.answerDevice(waitingDevice(world, code), {kind: 'approved', login: user.login})
  return {
    text: `${grant.userCode} is approved for ${user.login}`,
    data: {userCode: grant.userCode, login: user.login},
  }
}

/** `device.deny` */
export function denyDevice(world: World, [code]: readonly string[]): ActionResult {
  const grant = world.grants.answerDevice(waitingDevice(world, code), {kind: 'denied'})
  return {text: `${grant.userCode} is denied`, data: {userCode: grant.userCode}}
}

/** The device with that code, or the newest that waits. */
function waitingDevice(world: World, code: string | undefined): DeviceGrant {
  const waiting = world.grants.devices.filter(
    ({answer, expiresAt}) => answer.kind === 'waiting' && expiresAt > world.now(),
  )
  const grant = code === undefined ? waiting.at(-1) : world.grants.findUserCode(code)
  if (grant === undefined || !waiting.includes(grant))
    throw usage('no device waits for approval with that code')
  return grant
}

/** `approve.auto` */
export function setAutoApprove(world: World, [who = '']: readonly string[]): ActionResult {
  const login = who === 'off' ? undefined : world.company.user(who).login
  world.autoApproveAs = login
  const text = login === undefined ? 'people sign in by themselves' : `every sign-in becomes ${login} at once`
  return {text, data: {autoApproveAs: login ?? null}}
}

function loginOrAll(world: World, who: string): string | undefined {
  return who === 'all' ? undefined : world.company.user(who).login
}
