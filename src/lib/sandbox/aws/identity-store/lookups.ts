import {missing, pageOf, required, storeError, structure, type StoreRequest} from './ask.js'
import {groupShape, identityStoreId, scimIssuer, userShape} from './bodies.js'
import type {IdentityGroup, IdentityUser} from '../directory/records.js'
import {Shelf} from '../directory/shelf.js'
import {isObject} from '../../okta/api/read-body.js'
import type {JsonValue} from '../../../shared/json.js'

/* Reading users and groups. */

export function listUsers(request: StoreRequest): object {
  const name = filterValue(request, 'UserName')
  const user = name === undefined ? undefined : request.seen.userBy('userName', name)
  const {items, next} = pageOf(request, name === undefined ? request.seen.users : shelf(user))
  return {Users: items.map((each) => userShape(request.world, each)), ...next}
}

export function listGroups(request: StoreRequest): object {
  const name = filterValue(request, 'DisplayName')
  const group = name === undefined ? undefined : request.seen.groupBy('displayName', name)
  const {items, next} = pageOf(request, name === undefined ? request.seen.groups : shelf(group))
  return {Groups: items.map((each) => groupShape(request.world, each)), ...next}
}

export function describeUser({world, call, seen}: StoreRequest): object {
  const id = required(call.fields['UserId'], 'UserId')
  return userShape(world, seen.users.get(id) ?? fail('USER', id))
}

export function describeGroup({world, call, seen}: StoreRequest): object {
  const id = required(call.fields['GroupId'], 'GroupId')
  return groupShape(world, seen.groups.get(id) ?? fail('GROUP', id))
}

export function getUserId(request: StoreRequest): object {
  const {seen, world} = request
  const asked = alternate(request)
  const user =
    asked.attribute === 'externalid'
      ? seen.userBy('externalId', asked.value)
      : asked.attribute === 'username'
        ? seen.userBy('userName', asked.value)
        : asked.attribute === 'emails.value'
          ? seen.userBy('email', asked.value)
          : refuse(asked.attribute)
  return {UserId: (user ?? fail('USER', asked.value)).id, IdentityStoreId: identityStoreId(world)}
}

export function getGroupId(request: StoreRequest): object {
  const {seen, world} = request
  const asked = alternate(request)
  const group =
    asked.attribute === 'externalid'
      ? seen.groupBy('externalId', asked.value)
      : asked.attribute === 'displayname'
        ? seen.groupBy('displayName', asked.value)
        : refuse(asked.attribute)
  return {GroupId: (group ?? fail('GROUP', asked.value)).id, IdentityStoreId: identityStoreId(world)}
}

/** `AlternateIdentifier`: an external id with its issuer, or one unique attribute. */
function alternate({world, call}: StoreRequest): {readonly attribute: string; readonly value: string} {
  const {ExternalId: external, UniqueAttribute: unique} = structure(call, 'AlternateIdentifier')
  if (isObject(external)) {
    const value = required(external['Id'], 'Id')
    // Of another issuer there are none.
    return external['Issuer'] === scimIssuer(world)
      ? {attribute: 'externalid', value}
      : {attribute: 'externalid', value: ''}
  }
  if (!isObject(unique)) throw storeError('ValidationException', 'AlternateIdentifier must not be empty')
  const attribute = required(unique['AttributePath'], 'AttributePath').toLowerCase()
  return {attribute, value: required(unique['AttributeValue'], 'AttributeValue')}
}

/** Of `Filters`, which AWS keeps for old callers: one, by this attribute. */
function filterValue({call}: StoreRequest, path: string): string | undefined {
  const filters = (call.fields['Filters'] ?? []) as JsonValue
  if (!Array.isArray(filters) || filters.length > 1)
    throw storeError('ValidationException', 'Only one filter is supported')
  const [filter] = filters as readonly JsonValue[]
  if (filter === undefined) return undefined
  if (!isObject(filter) || filter['AttributePath'] !== path)
    throw storeError('ValidationException', `Filter is only supported for ${path}`)
  return required(filter['AttributeValue'], 'AttributeValue')
}

function shelf<T extends IdentityUser | IdentityGroup>(item: T | undefined): Shelf<T> {
  return new Shelf(item === undefined ? [] : [[item.id, item]])
}

function fail(type: 'USER' | 'GROUP', id: string): never {
  throw missing(type, id)
}

function refuse(attribute: string): never {
  throw storeError('ValidationException', `Invalid AttributePath ${attribute}`)
}
