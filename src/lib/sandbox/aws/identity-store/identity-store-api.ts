import {checkStore, type StoreRequest} from './ask.js'
import * as lookups from './lookups.js'
import * as memberships from './memberships.js'
import type {Answer, Call} from '../call.js'
import {jsonAnswer, jsonSigner} from '../json-service.js'
import type {Operation} from '../../faults/fault.js'
import type {World} from '../../world.js'

const prefix = 'AWSIdentityStore.'

type Handler = (request: StoreRequest) => object

/** The operations that are played, with their names in faults. */
const operations: Readonly<Record<string, readonly [Operation, Handler]>> = {
  ListUsers: ['identity_store.list', lookups.listUsers],
  ListGroups: ['identity_store.list', lookups.listGroups],
  ListGroupMemberships: ['identity_store.list', memberships.listGroupMemberships],
  ListGroupMembershipsForMember: ['identity_store.list', memberships.listGroupMembershipsForMember],
  DescribeUser: ['identity_store.read', lookups.describeUser],
  DescribeGroup: ['identity_store.read', lookups.describeGroup],
  DescribeGroupMembership: ['identity_store.read', memberships.describeGroupMembership],
  GetUserId: ['identity_store.read', lookups.getUserId],
  GetGroupId: ['identity_store.read', lookups.getGroupId],
  GetGroupMembershipId: ['identity_store.read', memberships.getGroupMembershipId],
  IsMemberInGroups: ['identity_store.read', memberships.isMemberInGroups],
  CreateGroupMembership: ['identity_store.write', memberships.createGroupMembership],
  DeleteGroupMembership: ['identity_store.write', memberships.deleteGroupMembership],
}

/** Whether this POST is for the Identity Store. */
export function isForIdentityStore(target: string | undefined): boolean {
  return target?.startsWith(prefix) === true
}

export function identityStoreOperation(call: Call): Operation | undefined {
  return asked(call)?.[0]
}

/** The Identity Store API (JSON 1.1, 2020-06-15) over the directory that the SCIM endpoint writes. */
export function identityStore(world: World, call: Call): Answer {
  const {identity} = jsonSigner(world, call)
  const request = {world, call, seen: world.company.aws.seen}
  checkStore(request)
  return jsonAnswer(asked(call)?.[1](request) ?? {}, identity.login)
}

function asked({headers}: Call): readonly [Operation, Handler] | undefined {
  const name = (headers['x-amz-target'] ?? '').slice(prefix.length)
  return Object.hasOwn(operations, name) ? operations[name] : undefined
}
