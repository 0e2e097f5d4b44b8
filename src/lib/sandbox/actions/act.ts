import {parseDuration} from '../../shared/duration.js'
import {OpsError} from '../../shared/errors.js'
import {nearest} from '../../shared/nearest.js'
import type {DeviceGrant} from '../aws/grants.js'
import {NoSuchThing} from '../company/company.js'
import type {Lifetimes} from '../seed/seed.js'
import type {World} from '../world.js'

/** What an action did: words for a person, and data for a program. */
export interface ActionResult {
  readonly text: string
  readonly data?: unknown
}

interface Action {
  /** Its words after the name, for help and errors. */
  readonly usage: string
  /** How many words it needs, and how many it takes. */
  readonly words: readonly [least: number, most: number]
  readonly run: (world: World, words: readonly string[]) => ActionResult
}

const actions: Readonly<Record<string, Action>> = {
  'user.deactivate': {usage: 'LOGIN', words: [1, 1], run: deactivate},
  'user.activate': {usage: 'LOGIN', words: [1, 1], run: activate},
  'group.add': {usage: 'GROUP LOGIN', words: [2, 2], run: joinGroup},
  'group.remove': {usage: 'GROUP LOGIN', words: [2, 2], run: leaveGroup},
  'assignment.add': {usage: 'GROUP ACCOUNT ROLE', words: [3, 3], run: assign},
  'assignment.remove': {usage: 'GROUP ACCOUNT ROLE', words: [3, 3], run: unassign},
  'session.revoke': {usage: 'LOGIN|all', words: [1, 1], run: revokeSessions},
  'token.expire': {usage: 'LOGIN|all', words: [1, 1], run: expireTokens},
  'credentials.expire': {usage: '', words: [0, 0], run: expireCredentials},
  'registrations.forget': {usage: '', words: [0, 0], run: forgetRegistrations},
  'lifetimes.set': {
    usage: 'token=1h role=1h session=8h registration=90d device_code=10m',
    words: [1, 5],
    run: setLifetimes,
  },
  'device.approve': {usage: '[CODE] [LOGIN]', words: [0, 2], run: approveDevice},
  'device.deny': {usage: '[CODE]', words: [0, 1], run: denyDevice},
  'approve.auto': {usage: 'LOGIN|off', words: [1, 1], run: setAutoApprove},
  fault: {usage: 'NAME[:OPERATION][=VALUE][*TIMES]', words: [1, 1], run: planFault},
  'fault.clear': {usage: '', words: [0, 0], run: clearFaults},
  'admin.open': {usage: '', words: [0, 0], run: openAdmin},
  show: {usage: '', words: [0, 0], run: show},
}

/** The actions with their words, one a line, for help texts. */
export const actionUsages: readonly string[] = Object.entries(actions).map(([name, {usage}]) =>
  `${name} ${usage}`.trim(),
)

/**
 * Acts on the sandbox in the words of `sandbox do`.
 * @throws OpsError OPS_USAGE for an unknown action, a missing word or a name the company does not have
 */
export function act(world: World, [name = '', ...words]: readonly string[]): ActionResult {
  const action = Object.hasOwn(actions, name) ? actions[name] : undefined
  if (action === undefined) {
    const [near] = nearest(name, Object.keys(actions), 1)
    throw usage(
      `unknown action ${JSON.stringify(name)}${near === undefined ? '' : `; did you mean ${near}?`}`,
    )
  }
  const [least, most] = action.words
  if (words.length < least || words.length > most) throw usage(`write it like: ${name} ${action.usage}`)
  try {
    return action.run(world, words)
  } catch (error) {
    throw error instanceof NoSuchThing ? usage(error.message) : error
  }
}

function deactivate(world: World, [login = '']: readonly string[]): ActionResult {
  const user = world.company.setActive(login, false)
  const ended = world.sessions.end((session) => session.login === user.login)
  world.door.forget(user.login)
  return {
    text: `${user.login} is deactivated; ${count(ended, 'session')} ended`,
    data: {login: user.login, ended},
  }
}

function activate(world: World, [login = '']: readonly string[]): ActionResult {
  const user = world.company.setActive(login, true)
  return {text: `${user.login} is active`, data: {login: user.login}}
}

function joinGroup(world: World, [group = '', login = '']: readonly string[]): ActionResult {
  world.company.addMember(group, login)
  return membership(world, group, login)
}

function leaveGroup(world: World, [group = '', login = '']: readonly string[]): ActionResult {
  world.company.removeMember(group, login)
  return membership(world, group, login)
}

function membership(world: World, name: string, login: string): ActionResult {
  const {members} = world.company.group(name)
  return {
    text: `${name} has ${count(members.length, 'member')}: ${members.join(', ')}`,
    data: {group: name, login, members},
  }
}

function assign(world: World, [group = '', account = '', role = '']: readonly string[]): ActionResult {
  world.company.assign(group, account, role)
  return {text: `${group} gives ${role} in ${account}`, data: {group, account, role}}
}

function unassign(world: World, [group = '', account = '', role = '']: readonly string[]): ActionResult {
  world.company.unassign(group, account, role)
  return {text: `${group} no longer gives ${role} in ${account}`, data: {group, account, role}}
}

function revokeSessions(world: World, [who = '']: readonly string[]): ActionResult {
  const login = loginOrAll(world, who)
  const ended = world.sessions.end((session) => login === undefined || session.login === login)
  return {text: `${count(ended, 'session')} ended`, data: {ended}}
}

function expireTokens(world: World, [who = '']: readonly string[]): ActionResult {
  const login = loginOrAll(world, who)
  const expired = world.sessions.expireAccessTokens(
    (session) => login === undefined || session.login === login,
    world.now(),
  )
  return {text: `${count(expired, 'access token')} expired; refresh tokens stay good`, data: {expired}}
}

function expireCredentials(world: World): ActionResult {
  const expired = world.roleKeys.expireAll(world.now())
  return {text: `${count(expired, 'set')} of role credentials expired`, data: {expired}}
}

function forgetRegistrations(world: World): ActionResult {
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
}

function setLifetimes(world: World, words: readonly string[]): ActionResult {
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

function approveDevice(world: World, words: readonly string[]): ActionResult {
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

function denyDevice(world: World, [code]: readonly string[]): ActionResult {
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

function setAutoApprove(world: World, [who = '']: readonly string[]): ActionResult {
  const login = who === 'off' ? undefined : world.company.user(who).login
  world.autoApproveAs = login
  const text = login === undefined ? 'people sign in by themselves' : `every sign-in becomes ${login} at once`
  return {text, data: {autoApproveAs: login ?? null}}
}

function planFault(world: World, [text = '']: readonly string[]): ActionResult {
  const fault = world.faults.plan(text)
  return {text: `planned: ${fault.text}`, data: faultList(world)}
}

function clearFaults(world: World): ActionResult {
  world.faults.clear()
  return {text: 'no fault is planned', data: []}
}

function openAdmin(world: World): ActionResult {
  const url = `${world.origin}/sandbox/admin?token=${world.door.issueAdminToken()}`
  return {text: url, data: {url}}
}

function show(world: World): ActionResult {
  const data = {
    company: world.company.name,
    users: world.company.users.map(({login, active}) => ({login, active})),
    groups: world.company.groups.map(({name, members}) => ({name, members})),
    accounts: world.company.accounts.length,
    sessions: world.sessions.all.map(({login, startedAt, endsAt}) => ({login, startedAt, endsAt})),
    devices: world.grants.devices.map(({userCode, answer}) => ({userCode, answer: answer.kind})),
    faults: faultList(world),
    lifetimes: world.lifetimes,
  }
  return {text: JSON.stringify(data, undefined, 2), data}
}

function faultList(world: World): readonly {fault: string; left: number | 'always'}[] {
  return world.faults.planned.map(({text, left}) => ({
    fault: text,
    left: left === Infinity ? 'always' : left,
  }))
}

function loginOrAll(world: World, who: string): string | undefined {
  return who === 'all' ? undefined : world.company.user(who).login
}

function count(amount: number, what: string): string {
  return `${amount} ${what}${amount === 1 ? '' : 's'}`
}

function usage(message: string): OpsError {
  return new OpsError('OPS_USAGE', message, {failure: 'usage', next: 'okta-ops sandbox do --help'})
}
