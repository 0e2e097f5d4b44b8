import {usage, type ActionResult} from './result.js'
import type {User} from '../company/company.js'
import {createGroup} from '../okta/directory/group-changes.js'
import {addMember, removeMember} from '../okta/directory/membership-changes.js'
import {createUser, takeStep, type LifecycleStep} from '../okta/directory/user-changes.js'
import {adminOrigin} from '../okta/log/journal.js'
import type {World} from '../world.js'
import {counted} from '../../shared/counted.js'

/* Actions on people, groups and what groups give, as an administrator would do them. The words of each are listed in act.ts. */

/** `user.deactivate`: ends the sessions too; role credentials already handed out live on, as at AWS. */
export function deactivate(world: World, [login = '']: readonly string[]): ActionResult {
  const {user, ended} = step(world, login, 'deactivate')
  return {
    text: `${user.login} is deactivated; ${counted(ended, 'session')} ended`,
    data: {login: user.login, ended},
  }
}

/** `user.activate`: also brings back whom was suspended. */
export function activate(world: World, [login = '']: readonly string[]): ActionResult {
  const {status} = world.company.user(login)
  const {user} =
    status === 'ACTIVE'
      ? {user: world.company.user(login)}
      : step(world, login, status === 'SUSPENDED' ? 'unsuspend' : 'activate')
  return {text: `${user.login} is active`, data: {login: user.login}}
}

/** `user.suspend`: as deactivating, but meant to end. */
export function suspend(world: World, [login = '']: readonly string[]): ActionResult {
  const {user, ended} = step(world, login, 'suspend')
  return {
    text: `${user.login} is suspended; ${counted(ended, 'session')} ended`,
    data: {login: user.login, ended},
  }
}

/** `user.unsuspend` */
export function unsuspend(world: World, [login = '']: readonly string[]): ActionResult {
  const {user} = step(world, login, 'unsuspend')
  return {text: `${user.login} is active`, data: {login: user.login}}
}

/** `user.create`: somebody new with the company's password, and attributes for group rules to look at. */
export function createPerson(world: World, [login = '', ...attributes]: readonly string[]): ActionResult {
  if (!/^[^\s@]+@[^\s@]+$/.test(login)) throw usage(`${login} is no login like ada@example.test`)
  if (world.company.findUser(login) !== undefined) throw usage(`there is a user ${login} already`)
  const profile = Object.fromEntries(attributes.map(readAttribute))
  const [firstName = '', lastName = ''] = login.replace(/@.*/, '').split('.').map(capital)
  const user = createUser(
    world,
    {login, status: 'ACTIVE', password: world.seed.password, profile: {firstName, lastName, ...profile}},
    adminOrigin(world, '/admin/users/new'),
  )
  return {text: `${user.login} is active`, data: {login: user.login, id: user.id}}
}

/** `group.create` */
export function createTeam(world: World, [name = '', ...words]: readonly string[]): ActionResult {
  if (world.company.findGroup(name) !== undefined || name === 'Everyone')
    throw usage(`there is a group ${name} already`)
  const group = createGroup(world, {name, description: words.join(' ')}, adminOrigin(world, '/admin/groups'))
  return {text: `${group.name} has no members yet`, data: {group: group.name, id: group.id}}
}

/** `group.add` */
export function joinGroup(world: World, [group = '', login = '']: readonly string[]): ActionResult {
  const change = {group: world.company.group(group), user: world.company.user(login)}
  addMember(world, change, adminOrigin(world, `/admin/group/${change.group.id}/members`))
  return membership(world, group, login)
}

/** `group.remove`: what only this group gave is gone at the next call. */
export function leaveGroup(world: World, [group = '', login = '']: readonly string[]): ActionResult {
  const change = {group: world.company.group(group), user: world.company.user(login)}
  removeMember(world, change, adminOrigin(world, `/admin/group/${change.group.id}/members`))
  return membership(world, group, login)
}

function step(
  world: World,
  login: string,
  name: LifecycleStep,
): {readonly user: User; readonly ended: number} {
  const user = world.company.user(login)
  const origin = adminOrigin(world, `/admin/user/${name}/${user.id}`)
  const {user: changed, endedSessions} = takeStep(world, {user, step: name}, origin)
  return {user: changed, ended: endedSessions}
}

function readAttribute(word: string): readonly [string, string] {
  const match = /^(?<name>\w+)=(?<value>.*)$/.exec(word)
  if (match?.groups === undefined) throw usage(`write an attribute like department=Deck, not ${word}`)
  return [match.groups['name'] ?? '', match.groups['value'] ?? '']
}

function capital(word: string): string {
  return `${word.slice(0, 1).toUpperCase()}${word.slice(1)}`
}

function membership(world: World, name: string, login: string): ActionResult {
  const {members} = world.company.group(name)
  return {
    text: `${name} has ${counted(members.length, 'member')}: ${members.join(', ')}`,
    data: {group: name, login, members},
  }
}

/** `assignment.add` */
export function assign(world: World, [group = '', account = '', role = '']: readonly string[]): ActionResult {
  world.company.assign(group, account, role)
  return {text: `${group} gives ${role} in ${account}`, data: {group, account, role}}
}

/** `assignment.remove` */
export function unassign(
  world: World,
  [group = '', account = '', role = '']: readonly string[],
): ActionResult {
  world.company.unassign(group, account, role)
  return {text: `${group} no longer gives ${role} in ${account}`, data: {group, account, role}}
}
