import {identityStoreId} from './bodies.js'
import type {Call} from '../call.js'
import type {IdentityDirectory} from '../directory/identity-directory.js'
import type {Shelf} from '../directory/shelf.js'
import {ServiceError} from '../service-error.js'
import {isObject} from '../../okta/api/read-body.js'
import type {World} from '../../world.js'
import type {JsonObject, JsonValue} from '../../../shared/json.js'

/** A call whose signature is good. */
export interface StoreRequest {
  readonly world: World
  readonly call: Call
  /** As readers see it. */
  readonly seen: IdentityDirectory
}

const most = 100

export function storeError(
  exception: 'ValidationException' | 'ResourceNotFoundException' | 'ConflictException',
  message: string,
  more: JsonObject = {},
): ServiceError {
  return new ServiceError(400, exception, {message, more})
}

export function missing(type: string, id: string): ServiceError {
  return storeError('ResourceNotFoundException', `${type} not found.`, {ResourceType: type, ResourceId: id})
}

/** @throws ServiceError for another store than this sandbox's */
export function checkStore({world, call}: StoreRequest): void {
  const asked = required(call.fields['IdentityStoreId'], 'IdentityStoreId')
  if (asked !== identityStoreId(world)) throw missing('IDENTITY_STORE', asked)
}

/** A text that must be there. @throws ServiceError ValidationException */
export function required(value: unknown, name: string): string {
  if (typeof value === 'string' && value !== '') return value
  throw storeError('ValidationException', `${name} must not be empty`)
}

/** The object at `name`; empty where there is none. */
export function structure({fields}: Pick<Call, 'fields'>, name: string): JsonObject {
  const value = fields[name] as JsonValue | undefined
  return isObject(value) ? value : {}
}

/** One page by `MaxResults` (1 to 100) and `NextToken`. */
export function pageOf<T extends {readonly number: number}>(
  {world, call}: StoreRequest,
  found: Shelf<T>,
): {readonly items: readonly T[]; readonly next: {readonly NextToken?: string}} {
  const {MaxResults: asked = most, NextToken: token} = call.fields
  if (typeof asked !== 'number' || !Number.isInteger(asked) || asked < 1 || asked > most)
    throw storeError('ValidationException', `MaxResults must be between 1 and ${most}`)
  const planned = world.faults.take(['page_size'], 'identity_store.list')?.value ?? asked
  const {items, isLast} = found.page(startOf(token), Math.min(asked, planned))
  const last = items.at(-1)
  const next = isLast || last === undefined ? {} : {NextToken: tokenAfter(last.number)}
  return {items, next}
}

function tokenAfter(number: number): string {
  return Buffer.from(`after ${number}`).toString('base64')
}

function startOf(token: unknown): number {
  if (token === undefined) return 0
  const text = typeof token === 'string' ? Buffer.from(token, 'base64').toString() : ''
  const [, number] = /^after (\d+)$/.exec(text) ?? []
  if (number === undefined) throw storeError('ValidationException', 'NextToken is invalid')
  return Number(number)
}
