import {
  membershipId,
  type IdentityGroup,
  type IdentityMembership,
  type IdentityUser,
} from '../directory/records.js'
import type {IdentityDirectory} from '../directory/identity-directory.js'
import {isObject} from '../../okta/api/read-body.js'
import type {World} from '../../world.js'

/** `d-5a4d7c1e90`: what the start URL begins with, where that has the form. */
export function identityStoreId({seed}: Pick<World, 'seed'>): string {
  return /^https:\/\/(d-[0-9a-f]{10})\./.exec(seed.startUrl)?.[1] ?? 'd-5a4d7c1e90'
}

/** Of external ids that came over SCIM. UNVERIFIED: AWS does not document what stands here. */
export function scimIssuer({scim}: Pick<World, 'scim'>): string {
  return `https://scim.aws.com/${scim.tenant}`
}

/** A user as ListUsers and DescribeUser show it. Times are seconds since 1970. */
export function userShape(world: World, user: IdentityUser): object {
  const {id, userName, displayName, givenName, familyName, email, active, more} = user
  return {
    IdentityStoreId: identityStoreId(world),
    UserId: id,
    UserName: userName,
    ...externalIds(world, user.externalId),
    Name: {GivenName: givenName, FamilyName: familyName},
    DisplayName: displayName,
    ...(email === undefined
      ? {}
      : {Emails: [{Value: email, Type: emailType(more['emails']), Primary: true}]}),
    UserStatus: active ? 'ENABLED' : 'DISABLED',
    ...times(user),
  }
}

function emailType(email: unknown): string {
  return isObject(email as never) && typeof (email as {type?: unknown}).type === 'string'
    ? (email as {type: string}).type
    : 'work'
}

export function groupShape(world: World, group: IdentityGroup): object {
  const {id, displayName, description} = group
  return {
    IdentityStoreId: identityStoreId(world),
    GroupId: id,
    DisplayName: displayName,
    ...externalIds(world, group.externalId),
    ...(description === '' ? {} : {Description: description}),
    ...times(group),
  }
}

export function membershipShape(
  world: World,
  directory: IdentityDirectory,
  membership: IdentityMembership,
): object {
  const {groupId, userId, createdAt} = membership
  return {
    IdentityStoreId: identityStoreId(world),
    MembershipId: idOf(directory, membership),
    GroupId: groupId,
    MemberId: {UserId: userId},
    ...times({createdAt, updatedAt: createdAt}),
  }
}

/** What DeleteGroupMembership takes. */
export function idOf(directory: IdentityDirectory, {groupId, userId, number}: IdentityMembership): string {
  return membershipId({
    group: directory.group(groupId).number,
    user: directory.user(userId).number,
    number,
  })
}

function externalIds(world: World, id: string | undefined): object {
  return id === undefined ? {} : {ExternalIds: [{Issuer: scimIssuer(world), Id: id}]}
}

function times({createdAt, updatedAt}: {readonly createdAt: Date; readonly updatedAt: Date}): object {
  return {CreatedAt: createdAt.getTime() / 1000, UpdatedAt: updatedAt.getTime() / 1000}
}
