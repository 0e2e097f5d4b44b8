import {membersIn, mostMembers, readGroupPatch, type GroupPatch} from './patch-group.js'
import {invalid, notFound} from './scim-refusal.js'
import {filterOf, listReply, type Asked} from './scim-list.js'
import {
  bodyOf,
  longestExternalId,
  longestName,
  requiredText,
  seconds,
  textOf,
  type ScimReply,
  type ScimRequest,
} from './scim-request.js'
import {
  IdentityConflict,
  type IdentityGroup,
  type IdentityMembership,
  type NewIdentityGroup,
} from '../directory/records.js'
import {Shelf} from '../directory/shelf.js'

const groupSchema = 'urn:ietf:params:scim:schemas:core:2.0:Group'

/** Members are never shown, however many there are. */
export function groupBody({id, externalId, displayName, createdAt, updatedAt}: IdentityGroup): object {
  return {
    id,
    ...(externalId === undefined ? {} : {externalId}),
    meta: {resourceType: 'Group', created: seconds(createdAt), lastModified: seconds(updatedAt)},
    schemas: [groupSchema],
    displayName,
    members: [],
  }
}

/** GET /Groups */
export function listGroups(request: ScimRequest): ScimReply {
  const asked = filterOf(request)
  if (asked === undefined) return listReply(request, request.seen.groups, groupBody)
  const [first, ...others] = asked
  if (first?.attribute === 'members.value' && others.length === 0) return groupsOfUser(request, first.value)
  const group = groupAsked(request, asked)
  return listReply(request, new Shelf(group === undefined ? [] : [[group.id, group]]), groupBody)
}

function groupAsked(request: ScimRequest, asked: Asked): IdentityGroup | undefined {
  const {seen, scim} = request
  const [first, second] = asked
  if (first === undefined || asked.length > 2) throw invalid()
  if (second === undefined) {
    if (first.attribute === 'displayname') return seen.groupBy('displayName', first.value)
    if (first.attribute === 'externalid') return seen.groupBy('externalId', first.value)
    if (first.attribute === 'id' && scim.settings.generation === 'new') return seen.groups.get(first.value)
    throw invalid()
  }
  const [id, member] = first.attribute === 'id' ? [first, second] : [second, first]
  if (id.attribute !== 'id' || !isPairFilter(request, member.attribute)) throw invalid()
  if (id === second && scim.settings.generation === 'old') throw invalid()
  if (!seen.users.has(member.value)) throw notFound()
  return seen.members(id.value).has(member.value) ? seen.groups.get(id.value) : undefined
}

function isPairFilter({scim}: ScimRequest, attribute: string): boolean {
  const {pairFilter} = scim.settings
  const spellings = ['member', 'members', 'members.value']
  return pairFilter === 'any' ? spellings.includes(attribute) : attribute === pairFilter
}

/** In the order in which the user joined them. */
function groupsOfUser(request: ScimRequest, userId: string): ScimReply {
  const {seen, scim} = request
  if (scim.settings.generation === 'old') throw invalid()
  if (!seen.users.has(userId)) throw notFound()
  return listReply(request, seen.memberships(userId), ({groupId}) => groupBody(seen.group(groupId)))
}

/** GET /Groups/{id} */
export function readGroup({seen, id}: ScimRequest): ScimReply {
  return {body: groupBody(seen.group(id))}
}

/** POST /Groups: with at most 100 members. */
export function createGroup({world, scim, call}: ScimRequest): ScimReply {
  const body = bodyOf(call)
  const made: NewIdentityGroup = {
    displayName: requiredText(body['displayName'], longestName),
    externalId: textOf(body['externalId'], longestExternalId),
    description: '',
  }
  const members = membersIn(body['members'])
  if (members.length > mostMembers) throw invalid()
  const group = world.company.aws.write((directory, at) => {
    for (const userId of members) directory.user(userId)
    const created = directory.createGroup(made, at)
    for (const userId of members) directory.join(created.id, userId, at)
    return created
  })
  scim.counts.countMembers({added: new Set(members).size, removed: 0, needless: 0})
  return {status: 201, body: groupBody(group)}
}

/** PATCH /Groups/{id}: all of it or nothing; 204. */
export function patchGroup({world, scim, call, id}: ScimRequest): ScimReply {
  const {aws} = world.company
  aws.written.group(id)
  const patch = readGroupPatch(bodyOf(call))
  if (patch.add.length > 0 && patch.remove.length > 0 && !scim.settings.mixedPatch) throw invalid()
  const done = aws.write((directory, at) => {
    for (const userId of patch.add) directory.user(userId)
    if (!scim.settings.needless) refuseNeedless(directory.members(id), patch)
    if (patch.set !== undefined) directory.updateGroup(id, patch.set, at)
    const removed = patch.remove.filter((userId) => directory.leave(id, userId)).length
    const added = patch.add.filter((userId) => directory.join(id, userId, at)).length
    return {removed, added}
  })
  scim.counts.countMembers({
    ...done,
    needless: patch.add.length + patch.remove.length - done.added - done.removed,
  })
  return {}
}

/** Before anything has changed. @throws ScimRefusal 404 409 */
function refuseNeedless(members: Shelf<IdentityMembership>, {add, remove}: GroupPatch): void {
  if (remove.some((userId) => !members.has(userId))) throw notFound()
  if (add.some((userId) => members.has(userId) && !remove.includes(userId)))
    throw new IdentityConflict('GROUP_MEMBERSHIP', 'member')
}

/** DELETE /Groups/{id}: what it was assigned is lost, also for a group that comes after it by the same name. */
export function deleteGroup({world, id}: ScimRequest): ScimReply {
  world.company.aws.written.group(id)
  world.company.aws.write((directory) => {
    directory.deleteGroup(id)
  })
  return {}
}
