import {invalid} from './scim-refusal.js'
import {isObject} from '../../okta/api/read-body.js'
import type {JsonObject, JsonValue} from '../../../shared/json.js'

/**
 * A user's resource after the operations of a PATCH: `add` and `replace` of attributes, by a path of one or two names or in a
 * value without one, and `remove` by path.
 * @throws ScimRefusal 400, also for a path with a filter
 */
export function patchedUser(resource: JsonObject, body: JsonObject): JsonObject {
  const operations = body['Operations']
  if (!Array.isArray(operations) || operations.length === 0) throw invalid()
  return (operations as readonly JsonValue[]).reduce<JsonObject>((before, operation) => {
    if (!isObject(operation)) throw invalid()
    return applied(before, operation)
  }, resource)
}

function applied(before: JsonObject, {op, path, value}: JsonObject): JsonObject {
  const verb = typeof op === 'string' ? op.toLowerCase() : ''
  if (verb === 'remove') {
    if (typeof path !== 'string') throw invalid()
    return withValue(before, namesOf(path), undefined)
  }
  if (verb !== 'add' && verb !== 'replace') throw invalid()
  if (value === undefined) throw invalid()
  if (typeof path === 'string') return withValue(before, namesOf(path), value)
  if (!isObject(value)) throw invalid()
  return Object.entries(value).reduce<JsonObject>(
    (object, [name, part]) => withValue(object, namesOf(name), part),
    before,
  )
}

/** `name.givenName`; a urn is one name, for the dots in it. */
function namesOf(path: string): readonly string[] {
  if (path.startsWith('urn:')) return [path]
  if (!/^\w+(\.\w+)?$/.test(path) || ['id', 'meta', 'schemas', 'groups'].includes(path)) throw invalid()
  return path.split('.')
}

function withValue(
  object: JsonObject,
  [name = '', inner]: readonly string[],
  value: JsonValue | undefined,
): JsonObject {
  if (inner === undefined) return {...object, [name]: value}
  const below = object[name]
  return {...object, [name]: {...(isObject(below) ? below : {}), [inner]: value}}
}
