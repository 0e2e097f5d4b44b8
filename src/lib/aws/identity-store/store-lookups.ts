import type {AwsDirectory, AwsGroup, AwsReadOptions, AwsUser} from '../../ports/aws-directory.js'
import type {Store} from './store-calls.js'
import {listGroups, listUsers} from './store-lists.js'
import {readGroup, readUser, strange} from './store-objects.js'

/** The one group that fits exactly, if there is one. */
export async function findGroup(
  store: Store,
  by: Parameters<AwsDirectory['findGroup']>[0],
  options: AwsReadOptions,
): Promise<AwsGroup | undefined> {
  if ('id' in by) return describeGroup(store, by.id, options)
  // The API finds by external id only together with its issuer, and how that is written is not documented.
  if ('externalId' in by)
    return (await listGroups(store, options)).find(({externalId}) => externalId === by.externalId)
  const {GetGroupIdCommand} = await import('@aws-sdk/client-identitystore')
  const {IdentityStoreId, calls} = store
  const found = await calls.find(
    'cannot find a group',
    (client, sent) =>
      client.send(
        new GetGroupIdCommand({IdentityStoreId, AlternateIdentifier: unique('displayName', by.displayName)}),
        sent,
      ),
    options.signal,
  )
  return found?.GroupId === undefined ? undefined : describeGroup(store, found.GroupId, options)
}

/** The one user that fits exactly, if there is one. */
export async function findUser(
  store: Store,
  by: Parameters<AwsDirectory['findUser']>[0],
  options: AwsReadOptions,
): Promise<AwsUser | undefined> {
  if ('id' in by) return describeUser(store, by.id, options)
  if ('externalId' in by)
    return (await listUsers(store, options)).find(({externalId}) => externalId === by.externalId)
  const {GetUserIdCommand} = await import('@aws-sdk/client-identitystore')
  const {IdentityStoreId, calls} = store
  const found = await calls.find(
    'cannot find a user',
    (client, sent) =>
      client.send(
        new GetUserIdCommand({IdentityStoreId, AlternateIdentifier: unique('userName', by.userName)}),
        sent,
      ),
    options.signal,
  )
  return found?.UserId === undefined ? undefined : describeUser(store, found.UserId, options)
}

async function describeGroup(
  {IdentityStoreId, calls}: Store,
  GroupId: string,
  options: AwsReadOptions,
): Promise<AwsGroup | undefined> {
  const {DescribeGroupCommand} = await import('@aws-sdk/client-identitystore')
  const what = 'cannot read a group'
  const found = await calls.find(
    what,
    (client, sent) => client.send(new DescribeGroupCommand({IdentityStoreId, GroupId}), sent),
    options.signal,
  )
  return found && (readGroup(found) ?? strange(what))
}

/** By id. */
export async function describeUser(
  {IdentityStoreId, calls}: Store,
  UserId: string,
  options: AwsReadOptions,
): Promise<AwsUser | undefined> {
  const {DescribeUserCommand} = await import('@aws-sdk/client-identitystore')
  const what = 'cannot read a user'
  const found = await calls.find(
    what,
    (client, sent) => client.send(new DescribeUserCommand({IdentityStoreId, UserId}), sent),
    options.signal,
  )
  return found && (readUser(found) ?? strange(what))
}

function unique(
  AttributePath: string,
  AttributeValue: string,
): {readonly UniqueAttribute: {readonly AttributePath: string; readonly AttributeValue: string}} {
  return {UniqueAttribute: {AttributePath, AttributeValue}}
}
