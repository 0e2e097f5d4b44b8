import {findingKinds, type Plan} from './plan.js'

/** Where a value is not what it should be: `.groups[3].add[0].awsId`, empty at the top. */
export interface ShapeFault {
  readonly path: string
  readonly wanted: string
}

type Check = (value: unknown) => ShapeFault | undefined

/**
 * What is wrong with a value that should be a plan, first fault first; undefined when it is one. What no plan has is a fault, too:
 * it would be carried out by nobody.
 */
export function planFault(value: unknown): ShapeFault | undefined {
  return plan(value)
}

const text: Check = (value) => (typeof value === 'string' ? undefined : fault('a text'))
const id: Check = (value) => (typeof value === 'string' && value !== '' ? undefined : fault('an id'))
const digest: Check = (value) =>
  typeof value === 'string' && /^[0-9a-f]{64}$/.test(value) ? undefined : fault('a SHA-256 in hex')
const count: Check = (value) =>
  Number.isSafeInteger(value) && Number(value) >= 0 ? undefined : fault('a number of members')

const member = object({awsId: id, userName: text}, {oktaId: id})
const attributes = object({}, {displayName: text, externalId: id})
const guard = object(
  {guard: text, reason: text, holds: oneOf(['removals', 'group', 'run'])},
  {override: text, people: listOf(id)},
)
const group = object(
  {
    name: text,
    action: oneOf(['none', 'update', 'create', 'delete']),
    add: listOf(member),
    remove: listOf(member),
    kept: count,
    guards: listOf(guard),
    fingerprint: object({}, {okta: digest, aws: digest}),
  },
  {
    okta: object({id, name: text}),
    aws: object({id, displayName: text}, {externalId: text}),
    set: attributes,
  },
)
const finding = object({kind: oneOf(findingKinds), group: text, reason: text}, {person: text})
const plan = object({
  version: (value) => (value === 1 ? undefined : fault('1')),
  org: id,
  tenant: id,
  via: oneOf(['scim', 'identity-store']),
  manage: oneOf(['memberships', 'groups']),
  groups: listOf(idsThere),
  findings: listOf(finding),
  guards: listOf(guard),
})

/** A group to be changed without an id, or one to be made without a name, could not be carried out. */
function idsThere(value: unknown): ShapeFault | undefined {
  const found = group(value)
  if (found !== undefined) return found
  const {action, aws, okta, set} = value as Plan['groups'][number]
  if ((action === 'update' || action === 'delete') && aws === undefined)
    return {path: '.aws', wanted: `the group to ${action}`}
  if ((action === 'update' || action === 'create') && okta === undefined)
    return {path: '.okta', wanted: 'the group it comes from'}
  return action === 'create' && set?.displayName === undefined
    ? {path: '.set.displayName', wanted: 'a name for the new group'}
    : undefined
}

function oneOf(words: readonly string[]): Check {
  return (value) => (words.includes(value as string) ? undefined : fault(`one of ${words.join(', ')}`))
}

function listOf(item: Check): Check {
  return (value) => {
    if (!Array.isArray(value)) return fault('a list')
    for (const [index, one] of (value as readonly unknown[]).entries()) {
      const found = item(one)
      if (found !== undefined) return {...found, path: `[${index}]${found.path}`}
    }
    return undefined
  }
}

/** Exactly these keys, of which the second ones may be left out. */
function object(
  fields: Readonly<Record<string, Check>>,
  optional: Readonly<Record<string, Check>> = {},
): Check {
  const checks = new Map([...Object.entries(fields), ...Object.entries(optional)])
  const needed = Object.keys(fields)
  return (value) => {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return fault('keys and values')
    for (const [key, one] of Object.entries(value)) {
      const found = checks.get(key)?.(one)
      if (found !== undefined) return {...found, path: `.${key}${found.path}`}
      if (!checks.has(key)) return {path: `.${key}`, wanted: 'nothing: no plan has that'}
    }
    const missing = needed.find((key) => !Object.hasOwn(value, key))
    return missing === undefined ? undefined : {path: `.${missing}`, wanted: 'there'}
  }
}

function fault(wanted: string): ShapeFault {
  return {path: '', wanted}
}
