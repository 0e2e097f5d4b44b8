import type {ActionResult} from './result.js'
import {unknown} from '../company/directory.js'
import type {IdentityGroup, IdentityUser} from '../aws/directory/records.js'
import type {World} from '../world.js'
import {counted} from '../../shared/counted.js'

/* What somebody does by hand in Identity Center, past Okta. The words of each are listed in act.ts. */

/** `aws.group.add` */
export function joinAwsGroup(world: World, [name = '', login = '']: readonly string[]): ActionResult {
  const [{id}, user] = [world.company.awsGroup(name), awsUser(world, login)]
  world.company.aws.write((directory, at) => directory.join(id, user.id, at))
  return membership(world, world.company.awsGroup(name))
}

/** `aws.group.remove` */
export function leaveAwsGroup(world: World, [name = '', login = '']: readonly string[]): ActionResult {
  const [{id}, user] = [world.company.awsGroup(name), awsUser(world, login)]
  world.company.aws.write((directory) => directory.leave(id, user.id))
  return membership(world, world.company.awsGroup(name))
}

/** `aws.group.create`: with no members, and nothing assigned to it. */
export function createAwsGroup(world: World, [displayName = '', ...words]: readonly string[]): ActionResult {
  const description = words.join(' ')
  const group = world.company.aws.write((directory, at) =>
    directory.createGroup({displayName, externalId: undefined, description}, at),
  )
  return membership(world, group)
}

/** `aws.group.delete`: what was assigned to it is lost with it. */
export function deleteAwsGroup(world: World, [name = '']: readonly string[]): ActionResult {
  const {id} = world.company.awsGroup(name)
  world.company.aws.write((directory) => {
    directory.deleteGroup(id)
  })
  return {text: `${name} is gone from AWS, and what was assigned to it`, data: {group: name, id}}
}

/** `aws.user.delete`: out of every group there; Okta knows nothing of it. */
export function deleteAwsUser(world: World, [login = '']: readonly string[]): ActionResult {
  const {id, userName} = awsUser(world, login)
  world.company.aws.write((directory) => {
    directory.deleteUser(id)
  })
  return {text: `${userName} is gone from AWS`, data: {login: userName, id}}
}

function awsUser(world: World, login: string): IdentityUser {
  const {written} = world.company.aws
  const known = written.users.all.slice(0, 20).map(({userName}) => userName)
  return written.userBy('userName', login) ?? unknown('user in AWS', login, known)
}

/** The userNames of a group in Identity Center, in the order they joined. */
export function awsMembers(world: World, {id}: Pick<IdentityGroup, 'id'>): readonly string[] {
  const {written} = world.company.aws
  return written.members(id).all.map(({userId}) => written.user(userId).userName)
}

function membership(world: World, {id, displayName}: IdentityGroup): ActionResult {
  const members = awsMembers(world, {id})
  const list = members.length === 0 ? '' : `: ${members.join(', ')}`
  return {
    text: `in AWS ${displayName} has ${counted(members.length, 'member')}${list}`,
    data: {group: displayName, id, members},
  }
}
