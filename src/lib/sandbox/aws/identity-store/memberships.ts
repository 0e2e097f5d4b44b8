import {missing, pageOf, required, storeError, structure, type StoreRequest} from './ask.js'
import {idOf, identityStoreId, membershipShape} from './bodies.js'
import {membershipParts, type IdentityMembership} from '../directory/records.js'

/* Who is in which group. Unlike over SCIM, adding a member who is in or removing one who is not is an error. */

const mostAsked = 100

export function listGroupMemberships(request: StoreRequest): object {
  const {world, call, seen} = request
  const groupId = required(call.fields['GroupId'], 'GroupId')
  if (!seen.groups.has(groupId)) throw missing('GROUP', groupId)
  const {items, next} = pageOf(request, seen.members(groupId))
  return {GroupMemberships: items.map((each) => membershipShape(world, seen, each)), ...next}
}

export function listGroupMembershipsForMember(request: StoreRequest): object {
  const {world, seen} = request
  const userId = memberOf(request)
  if (!seen.users.has(userId)) throw missing('USER', userId)
  const {items, next} = pageOf(request, seen.memberships(userId))
  return {GroupMemberships: items.map((each) => membershipShape(world, seen, each)), ...next}
}

export function isMemberInGroups(request: StoreRequest): object {
  const {call, seen} = request
  const userId = memberOf(request)
  const groupIds = call.fields['GroupIds']
  if (!Array.isArray(groupIds) || groupIds.length === 0 || groupIds.length > mostAsked)
    throw storeError('ValidationException', `GroupIds must have 1 to ${mostAsked} entries`)
  if (!seen.users.has(userId)) throw missing('USER', userId)
  const Results = groupIds.map((each) => {
    const groupId = required(each, 'GroupIds')
    if (!seen.groups.has(groupId)) throw missing('GROUP', groupId)
    return {
      GroupId: groupId,
      MemberId: {UserId: userId},
      MembershipExists: seen.members(groupId).has(userId),
    }
  })
  return {Results}
}

export function getGroupMembershipId(request: StoreRequest): object {
  const {world, call, seen} = request
  const [groupId, userId] = [required(call.fields['GroupId'], 'GroupId'), memberOf(request)]
  const found = seen.members(groupId).get(userId)
  if (found === undefined) throw missing('GROUP_MEMBERSHIP', userId)
  return {MembershipId: idOf(seen, found), IdentityStoreId: identityStoreId(world)}
}

export function describeGroupMembership(request: StoreRequest): object {
  return membershipShape(request.world, request.seen, membershipAsked(request))
}

export function createGroupMembership(request: StoreRequest): object {
  const {world, call} = request
  const {aws} = world.company
  const [groupId, userId] = [required(call.fields['GroupId'], 'GroupId'), memberOf(request)]
  if (!aws.written.groups.has(groupId)) throw missing('GROUP', groupId)
  if (!aws.written.users.has(userId)) throw missing('USER', userId)
  const isNew = aws.write((directory, at) => directory.join(groupId, userId, at))
  const membership = aws.written.members(groupId).get(userId)
  if (!isNew || membership === undefined)
    throw storeError('ConflictException', 'Member and Group relationship already exists.', {
      Reason: 'UNIQUENESS_CONSTRAINT_VIOLATION',
    })
  return {MembershipId: idOf(aws.written, membership), IdentityStoreId: identityStoreId(world)}
}

export function deleteGroupMembership(request: StoreRequest): object {
  const {aws} = request.world.company
  const {groupId, userId} = membershipAsked({...request, seen: aws.written})
  aws.write((directory) => directory.leave(groupId, userId))
  return {}
}

/** One that was deleted and made again has another id. */
function membershipAsked({call, seen}: StoreRequest): IdentityMembership {
  const id = required(call.fields['MembershipId'], 'MembershipId')
  const parts = membershipParts(id)
  const found = parts === undefined ? undefined : seen.members(parts.groupId).get(parts.userId)
  if (found?.number !== parts?.number || found === undefined) throw missing('GROUP_MEMBERSHIP', id)
  return found
}

function memberOf({call}: StoreRequest): string {
  return required(structure(call, 'MemberId')['UserId'], 'MemberId')
}
