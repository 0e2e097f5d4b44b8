import type {ScimCall} from './scim-call.js'

const patchSchema = 'urn:ietf:params:scim:api:messages:2.0:PatchOp'

/** A PATCH of a group (RFC 7644, 3.5.2), of the few operations that AWS takes. */
export function groupPatch(id: string, operations: readonly object[]): ScimCall {
  return {
    method: 'PATCH',
    path: `/Groups/${encodeURIComponent(id)}`,
    body: {schemas: [patchSchema], Operations: operations},
  }
}

/** Adds or removes users by their ids; AWS knows no path with a filter. */
export function membersOperation(op: 'add' | 'remove', ids: readonly string[]): object {
  return {op, path: 'members', value: memberValues(ids)}
}

/** `[{value: id}]` */
export function memberValues(ids: readonly string[]): readonly {readonly value: string}[] {
  return ids.map((value) => ({value}))
}
