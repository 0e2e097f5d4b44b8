import {invalid, ScimRefusal} from './scim-refusal.js'
import {longestExternalId, longestName, requiredText} from './scim-request.js'
import {isObject} from '../../okta/api/read-body.js'
import type {JsonObject, JsonValue} from '../../../shared/json.js'

export const mostMembers = 100

/** What a PATCH of a group asks for. */
export interface GroupPatch {
  readonly set: {readonly displayName?: string; readonly externalId?: string} | undefined
  readonly add: readonly string[]
  readonly remove: readonly string[]
}

/**
 * Reads the operations: `add` and `remove` of `path: members` with a list of values, and `displayName` or `externalId` with a
 * path or in a value without one; at most 100 members in all.
 * @throws ScimRefusal 400
 */
export function readGroupPatch(body: JsonObject): GroupPatch {
  const operations = body['Operations']
  if (!Array.isArray(operations) || operations.length === 0) throw invalid()
  const parts = (operations as readonly JsonValue[]).map((operation) => {
    if (!isObject(operation)) throw invalid()
    return readOperation(operation)
  })
  const [add, remove] = [parts.flatMap((part) => part.add ?? []), parts.flatMap((part) => part.remove ?? [])]
  if (add.length + remove.length > mostMembers) throw invalid()
  const sets = parts.flatMap((part) => part.set ?? [])
  return {set: sets.length === 0 ? undefined : (Object.assign({}, ...sets) as GroupPatch['set']), add, remove}
}

function readOperation({op, path, value}: JsonObject): Partial<GroupPatch> {
  const verb = typeof op === 'string' ? op.toLowerCase() : ''
  if (!['add', 'remove', 'replace'].includes(verb)) throw invalid()
  if (path === 'members') {
    if (verb === 'replace') throw new ScimRefusal(400, 'Replacing group memberships is not supported.')
    const members = membersIn(value)
    // Without values it would be everybody.
    if (members.length === 0) throw invalid()
    return verb === 'add' ? {add: members} : {remove: members}
  }
  if (verb === 'remove') throw invalid()
  if (path === undefined && isObject(value)) return {set: readSet(value)}
  if (typeof path === 'string') return {set: readSet({[path]: value})}
  throw invalid()
}

function readSet(value: JsonObject): NonNullable<GroupPatch['set']> {
  const names = Object.keys(value)
  if (names.length === 0 || !names.every((name) => name === 'displayName' || name === 'externalId'))
    throw invalid()
  const {displayName, externalId} = value
  return {
    ...(displayName === undefined ? {} : {displayName: requiredText(displayName, longestName)}),
    ...(externalId === undefined ? {} : {externalId: requiredText(externalId, longestExternalId)}),
  }
}

/** `[{value: id}]`; @throws ScimRefusal 400 */
export function membersIn(value: JsonValue | undefined): readonly string[] {
  if (value === undefined) return []
  if (!Array.isArray(value)) throw invalid()
  return (value as readonly JsonValue[]).map((member) => {
    const id = isObject(member) ? member['value'] : undefined
    if (typeof id !== 'string' || id === '') throw invalid()
    return id
  })
}
