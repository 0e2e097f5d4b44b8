import type {AwsGroup, AwsUser} from '../../ports/aws-directory.js'
import {OpsError} from '../../shared/errors.js'
import type {JsonObject, JsonValue} from '../../shared/json.js'

/** One page of a list (RFC 7644, 3.4.2; RFC 9865). */
export interface ScimPage {
  readonly resources: readonly JsonObject[]
  /** Only its absence ends a list: a page may be short. */
  readonly nextCursor: string | undefined
  /** What the endpoint says there is in all; only the generation without cursors says it. */
  readonly totalResults: number | undefined
}

/** Longer than anything AWS allows (displayName 1,024). */
const longestText = 4096

/** @throws OpsError OPS_BAD_ANSWER when it is not a list */
export function readPage(body: string): ScimPage {
  const page = readObject(body)
  const {Resources: resources, nextCursor, totalResults} = page
  // RFC 7644 lets an empty list do without.
  const found = resources ?? []
  if (!isList(found) || !found.every(isObject)) throw badAnswer('no list of resources')
  if (typeof nextCursor === 'string' ? nextCursor === '' : (nextCursor ?? null) !== null)
    throw badAnswer('a cursor that cannot be followed')
  return {
    resources: found,
    nextCursor: typeof nextCursor === 'string' ? nextCursor : undefined,
    totalResults: typeof totalResults === 'number' ? totalResults : undefined,
  }
}

/** @throws OpsError OPS_BAD_ANSWER without an id or a userName */
export function readUser(resource: JsonObject): AwsUser {
  const {active} = resource
  return {
    id: readId(resource),
    userName: text(resource, 'userName') ?? lacking('userName'),
    externalId: text(resource, 'externalId'),
    active: typeof active === 'boolean' ? active : undefined,
  }
}

/** @throws OpsError OPS_BAD_ANSWER without an id or a displayName */
export function readGroup(resource: JsonObject): AwsGroup {
  return {
    id: readId(resource),
    displayName: text(resource, 'displayName') ?? lacking('displayName'),
    externalId: text(resource, 'externalId'),
  }
}

/** @throws OpsError OPS_BAD_ANSWER when it is not one */
export function readObject(body: string): JsonObject {
  let value: JsonValue
  try {
    value = JSON.parse(body) as JsonValue
  } catch (error) {
    throw badAnswer('no JSON', error)
  }
  if (!isObject(value)) throw badAnswer('no JSON object')
  return value
}

/** Becomes part of addresses, so it must look like an id (AWS: up to 47 hex digits and hyphens). */
function readId(resource: JsonObject): string {
  const id = text(resource, 'id')
  return id !== undefined && /^[\w-]{1,64}$/.test(id) ? id : lacking('id')
}

function text(resource: JsonObject, name: string): string | undefined {
  const value = resource[name]
  if (value === undefined || value === null || value === '') return undefined
  if (typeof value !== 'string' || value.length > longestText) throw badAnswer(`${name} that cannot be right`)
  return value
}

function lacking(name: string): never {
  throw badAnswer(`a resource without ${name}`)
}

function isList(value: JsonValue): value is readonly JsonValue[] {
  return Array.isArray(value)
}

function isObject(value: JsonValue): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function badAnswer(what: string, cause?: unknown): OpsError {
  return new OpsError(
    'OPS_BAD_ANSWER',
    `the SCIM endpoint answered with ${what}: is it the right address, and nothing in between?`,
    {failure: 'unavailable', next: 'okta-ops scim status', cause},
  )
}
