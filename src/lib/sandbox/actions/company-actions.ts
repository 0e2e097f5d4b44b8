import {count, type ActionResult} from './result.js'
import type {World} from '../world.js'

/* Actions on people, groups and what groups give. The words of each are listed in act.ts. */

/** `user.deactivate`: ends the sessions too; role credentials already handed out live on, as at AWS. */
export function deactivate(world: World, [login = '']: readonly string[]): ActionResult {
  const user = world.company.setActive(login, false)
  const ended = world.sessions.end((session) => session.login === user.login)
  world.door.forget(user.login)
  return {
    text: `${user.login} is deactivated; ${count(ended, 'session')} ended`,
    data: {login: user.login, ended},
  }
}

/** `user.activate` */
export function activate(world: World, [login = '']: readonly string[]): ActionResult {
  const user = world.company.setActive(login, true)
  return {text: `${user.login} is active`, data: {login: user.login}}
}

/** `group.add` */
export function joinGroup(world: World, [group = '', login = '']: readonly string[]): ActionResult {
  world.company.addMember(group, login)
  return membership(world, group, login)
}

/** `group.remove`: what only this group gave is gone at the next call. */
export function leaveGroup(world: World, [group = '', login = '']: readonly string[]): ActionResult {
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
