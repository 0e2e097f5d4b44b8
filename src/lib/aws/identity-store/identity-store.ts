import type {AwsDirectory, AwsReadOptions, AwsUser, Listing} from '../../ports/aws-directory.js'
import type {Machine} from '../../shared/machine.js'
import type {CredentialSupply} from '../service/sdk.js'
import {createStoreCalls, type IdentityStorePlace, type Store} from './store-calls.js'
import {listGroups, listMemberIds, listUsers} from './store-lists.js'
import {describeUser, findGroup, findUser} from './store-lookups.js'

export type {IdentityStorePlace} from './store-calls.js'

/**
 * Identity Center's users, groups and memberships by the Identity Store API, with AWS credentials that may read it
 * (`identitystore:List*`, `Describe*`, `Get*`, `IsMemberInGroups`). A membership names its user by id only, so the first question for
 * members lists all users, once.
 */
export function openIdentityStore(
  machine: Machine,
  place: IdentityStorePlace,
  supply: CredentialSupply,
): AwsDirectory {
  const calls = createStoreCalls(machine, place, supply)
  const store: Store = {IdentityStoreId: place.id, calls}
  let known: Promise<Map<string, AwsUser>> | undefined
  /** One list for all who ask at the same time; one that failed is asked for again. */
  const usersById = (options: AwsReadOptions): Promise<Map<string, AwsUser>> => {
    known ??= listUsers(store, options).then(byId, (error: unknown) => {
      known = undefined
      throw error
    })
    return known
  }
  return {
    via: 'identity-store',
    groups: async (options = {}) => whole(await listGroups(store, options)),
    users: async (options = {}) => {
      const users = await listUsers(store, options)
      known = Promise.resolve(byId(users))
      return whole(users)
    },
    members: async (groupId, options = {}) => {
      const ids = await listMemberIds(store, groupId, options)
      const users = ids.length === 0 ? new Map<string, AwsUser>() : await usersById(options)
      return resolved(store, {ids, users}, options)
    },
    findGroup: (by, options = {}) => findGroup(store, by, options),
    findUser: (by, options = {}) => findUser(store, by, options),
    isMember: (pair, options = {}) => isMember(store, pair, options),
    calls: calls.count,
  }
}

/** Who came since the list of users was read is asked for; who has gone since is no member any more. */
async function resolved(
  store: Store,
  {ids, users}: {readonly ids: readonly string[]; readonly users: Map<string, AwsUser>},
  options: AwsReadOptions,
): Promise<Listing<AwsUser>> {
  const members: AwsUser[] = []
  for (const id of ids) {
    const user = users.get(id) ?? (await describeUser(store, id, options))
    if (user === undefined) continue
    users.set(id, user)
    members.push(user)
  }
  return whole(members)
}

async function isMember(
  {IdentityStoreId, calls}: Store,
  {groupId, userId}: {readonly groupId: string; readonly userId: string},
  options: AwsReadOptions,
): Promise<boolean> {
  const {IsMemberInGroupsCommand} = await import('@aws-sdk/client-identitystore')
  const input = {IdentityStoreId, MemberId: {UserId: userId}, GroupIds: [groupId]}
  const found = await calls.find(
    'cannot ask for a membership',
    (client, sent) => client.send(new IsMemberInGroupsCommand(input), sent),
    options.signal,
  )
  return (
    found?.Results?.some(({GroupId, MembershipExists}) => GroupId === groupId && MembershipExists) ?? false
  )
}

function byId(users: readonly AwsUser[]): Map<string, AwsUser> {
  return new Map(users.map((user) => [user.id, user]))
}

function whole<T>(items: readonly T[]): Listing<T> {
  return {items, complete: true}
}
