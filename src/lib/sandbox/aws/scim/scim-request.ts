import {invalid} from './scim-refusal.js'
import type {ScimEndpoint} from './scim-endpoint.js'
import type {IdentityDirectory} from '../directory/identity-directory.js'
import {isObject} from '../../okta/api/read-body.js'
import type {Call} from '../call.js'
import type {World} from '../../world.js'
import type {JsonObject, JsonValue} from '../../../shared/json.js'
import type {Operation} from '../../faults/fault.js'

/** A request that has passed the door. */
export interface ScimRequest {
  readonly world: World
  readonly scim: ScimEndpoint
  readonly call: Call
  readonly operation: Operation
  /** Of the resource in the path; empty when there is none. */
  readonly id: string
  /** What a reader sees. */
  readonly seen: IdentityDirectory
}

export interface ScimReply {
  readonly status?: number
  /** Absent: none, and 204. */
  readonly body?: object
}

/** @throws ScimRefusal 400 */
export function bodyOf({bodyText}: Call): JsonObject {
  try {
    const value = JSON.parse(bodyText) as JsonValue
    if (isObject(value)) return value
  } catch {
    // told below
  }
  throw invalid()
}

export const longestName = 1024
export const longestExternalId = 256
const forbidden = /[<>;:%]/

/**
 * A text attribute within its length and without the characters that AWS refuses.
 * @throws ScimRefusal 400
 */
export function textOf(value: JsonValue | undefined, longest: number): string | undefined {
  if (value === undefined || value === null) return undefined
  if (typeof value !== 'string' || value.length === 0 || value.length > longest || forbidden.test(value))
    throw invalid()
  return value
}

/** @throws ScimRefusal 400 where it is missing, too */
export function requiredText(value: JsonValue | undefined, longest: number): string {
  const text = textOf(value, longest)
  if (text === undefined) throw invalid()
  return text
}

/** AWS shows no milliseconds. */
export function seconds(at: Date): string {
  return at.toISOString().replace(/\.\d+Z$/, 'Z')
}
