import {patchedUser} from './patch-user.js'
import {invalid, notFound} from './scim-refusal.js'
import {filterOf, listReply, type Asked} from './scim-list.js'
import {bodyOf, type ScimReply, type ScimRequest} from './scim-request.js'
import {readUser, userBody} from './user-body.js'
import type {IdentityUser} from '../directory/records.js'
import {Shelf} from '../directory/shelf.js'

/** GET /Users */
export function listUsers(request: ScimRequest): ScimReply {
  const asked = filterOf(request)
  if (asked === undefined) return listReply(request, request.seen.users, userBody)
  const [first, ...others] = asked
  if (first?.attribute === 'groups.value' && others.length === 0) return usersOfGroup(request, first.value)
  const user = userAsked(request, asked)
  return listReply(request, new Shelf(user === undefined ? [] : [[user.id, user]]), userBody)
}

function userAsked({seen, scim}: ScimRequest, asked: Asked): IdentityUser | undefined {
  const [first, second] = asked
  if (first === undefined || asked.length > 2) throw invalid()
  if (second === undefined) {
    if (first.attribute === 'username') return seen.userBy('userName', first.value)
    if (first.attribute === 'externalid') return seen.userBy('externalId', first.value)
    throw invalid()
  }
  const [id, manager] = first.attribute === 'id' ? [first, second] : [second, first]
  if (id.attribute !== 'id' || manager.attribute !== 'manager') throw invalid()
  if (id === second && scim.settings.generation === 'old') throw invalid()
  const user = seen.users.get(id.value)
  return user !== undefined && managerOf(user) === manager.value ? user : undefined
}

/** In the order in which they joined. */
function usersOfGroup(request: ScimRequest, groupId: string): ScimReply {
  const {seen, scim} = request
  if (scim.settings.generation === 'old') throw invalid()
  if (!seen.groups.has(groupId)) throw notFound()
  return listReply(request, seen.members(groupId), ({userId}) => userBody(seen.user(userId)))
}

function managerOf({more}: IdentityUser): unknown {
  const enterprise = more['urn:ietf:params:scim:schemas:extension:enterprise:2.0:User'] as
    {readonly manager?: {readonly value?: unknown}} | undefined
  return enterprise?.manager?.value
}

/** GET /Users/{id} */
export function readOneUser({seen, id}: ScimRequest): ScimReply {
  return {body: userBody(seen.user(id))}
}

/** POST /Users */
export function createUser({world, call}: ScimRequest): ScimReply {
  const made = readUser(bodyOf(call))
  const user = world.company.aws.write((directory, at) => directory.createUser(made, at))
  return {status: 201, body: userBody(user)}
}

/** PUT /Users/{id}: what is not said is gone. */
export function replaceUser({world, call, id}: ScimRequest): ScimReply {
  world.company.aws.written.user(id)
  const made = readUser(bodyOf(call))
  const user = world.company.aws.write((directory, at) => directory.updateUser(id, made, at))
  return {body: userBody(user)}
}

/** PATCH /Users/{id}: answers the whole user, unlike that of a group. */
export function patchUser({world, call, id}: ScimRequest): ScimReply {
  const before = world.company.aws.written.user(id)
  const made = readUser(patchedUser(userBody(before), bodyOf(call)))
  const user = world.company.aws.write((directory, at) => directory.updateUser(id, made, at))
  return {body: userBody(user)}
}

/** DELETE /Users/{id} */
export function deleteUser({world, id}: ScimRequest): ScimReply {
  world.company.aws.written.user(id)
  world.company.aws.write((directory) => {
    directory.deleteUser(id)
  })
  return {}
}
