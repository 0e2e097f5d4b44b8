import type {AwsGroup, AwsReadOptions, AwsUser} from '../../ports/aws-directory.js'
import type {Store} from './store-calls.js'
import {readGroup, readUser, strange} from './store-objects.js'

/** The most a page holds (Identity Store API reference). */
const MaxResults = 100
/** A store repeats itself rather than having more than this. */
const mostPages = 10_000

/** All users. */
export async function listUsers(
  {IdentityStoreId, calls}: Store,
  options: AwsReadOptions,
): Promise<AwsUser[]> {
  const {ListUsersCommand} = await import('@aws-sdk/client-identitystore')
  const what = 'cannot list the users'
  const pages = await allPages(what, (NextToken) =>
    calls.call(
      what,
      (client, sent) => client.send(new ListUsersCommand({IdentityStoreId, MaxResults, ...NextToken}), sent),
      options.signal,
    ),
  )
  return pages.flatMap(({Users = []}) => Users.map((user) => readUser(user) ?? strange(what)))
}

/** All groups. */
export async function listGroups(
  {IdentityStoreId, calls}: Store,
  options: AwsReadOptions,
): Promise<AwsGroup[]> {
  const {ListGroupsCommand} = await import('@aws-sdk/client-identitystore')
  const what = 'cannot list the groups'
  const pages = await allPages(what, (NextToken) =>
    calls.call(
      what,
      (client, sent) => client.send(new ListGroupsCommand({IdentityStoreId, MaxResults, ...NextToken}), sent),
      options.signal,
    ),
  )
  return pages.flatMap(({Groups = []}) => Groups.map((group) => readGroup(group) ?? strange(what)))
}

/** The ids of everybody in a group; throws where there is no such group. */
export async function listMemberIds(
  {IdentityStoreId, calls}: Store,
  GroupId: string,
  options: AwsReadOptions,
): Promise<readonly string[]> {
  const {ListGroupMembershipsCommand} = await import('@aws-sdk/client-identitystore')
  const what = 'cannot list the members of a group'
  const pages = await allPages(what, (NextToken) =>
    calls.call(
      what,
      (client, sent) =>
        client.send(
          new ListGroupMembershipsCommand({IdentityStoreId, GroupId, MaxResults, ...NextToken}),
          sent,
        ),
      options.signal,
    ),
  )
  return pages.flatMap(({GroupMemberships = []}) =>
    GroupMemberships.map(({MemberId}) => MemberId?.UserId ?? strange(what)),
  )
}

async function allPages<T extends {readonly NextToken?: string | undefined}>(
  what: string,
  page: (next: {readonly NextToken?: string}) => Promise<T>,
): Promise<readonly T[]> {
  const pages: T[] = []
  for (let next: string | undefined; pages.length < mostPages;) {
    const found = await page(next === undefined ? {} : {NextToken: next})
    pages.push(found)
    next = found.NextToken
    if (!next) return pages
  }
  return strange(what)
}
