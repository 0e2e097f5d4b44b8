import {OpsError} from '../../shared/errors.js'
import {parseDuration} from '../../shared/duration.js'
import {nearest} from '../../shared/nearest.js'

/*
 * A planned fault, in the words of `sandbox start --fault` and `sandbox do fault`:
 *
 *   NAME[:OPERATION][=VALUE][*TIMES]      pending*3   429:accounts=2*5   reset:credentials   clock=-7m
 */

/** What can be made to fail; `token` alone means every grant. */
const operations = [
  'register',
  'device_authorization',
  'authorize',
  'token',
  'token.device',
  'token.code',
  'token.refresh',
  'accounts',
  'roles',
  'credentials',
  'logout',
  'identity',
  'assume_role',
  'get_secret',
  'signin',
  'identity_store.list',
  'identity_store.read',
  'identity_store.write',
  'scim.list_users',
  'scim.get_user',
  'scim.create_user',
  'scim.patch_user',
  'scim.put_user',
  'scim.delete_user',
  'scim.list_groups',
  'scim.get_group',
  'scim.create_group',
  'scim.patch_group',
  'scim.delete_group',
  'scim.config',
  'okta.token',
  'okta.device',
  'okta.authorize',
  'okta.revoke',
  'okta.logs',
  'okta.users',
  'okta.groups',
  'okta.rules',
  'okta.hooks',
  'okta.flows',
] as const
export type Operation = (typeof operations)[number]

interface FaultRule {
  /** Where it strikes unless told; `any`: the next request of any operation. */
  readonly on: Operation | 'any'
  readonly value?: 'seconds' | 'duration' | 'skew' | 'count'
  /** Stays until cleared unless `*TIMES` says otherwise. */
  readonly stays?: true
  /** May not be aimed elsewhere. */
  readonly fixed?: true
  /** The only other operations it may be aimed at. */
  readonly also?: readonly Operation[]
  /** Only the org's API knows this kind. */
  readonly okta?: true
}

const rules = {
  pending: {on: 'token.device', also: ['okta.token']},
  slow_down: {on: 'token.device', also: ['okta.token']},
  denied: {on: 'token.device', also: ['authorize', 'okta.token', 'okta.authorize']},
  expired: {on: 'token.device', also: ['okta.token']},
  invalid_grant: {on: 'token.refresh'},
  invalid_client: {on: 'token'},
  no_refresh_token: {on: 'token', stays: true},
  '401': {on: 'credentials'},
  '403': {on: 'credentials'},
  '429': {on: 'any', value: 'seconds'},
  '500': {on: 'any'},
  '502': {on: 'any'},
  '503': {on: 'any'},
  '504': {on: 'any'},
  reset: {on: 'any'},
  dropped: {on: 'any'},
  truncated: {on: 'any'},
  garbage: {on: 'any'},
  slow: {on: 'any', value: 'duration'},
  clock: {on: 'any', value: 'skew', stays: true, fixed: true},
  page_size: {on: 'any', value: 'count', stays: true, fixed: true},
  concurrency: {on: 'okta.logs', okta: true},
  timeout: {on: 'okta.logs', fixed: true},
  cursor: {on: 'okta.logs', also: ['scim.list_users', 'scim.list_groups']},
  late: {on: 'okta.logs', value: 'duration', fixed: true},
  repeat: {on: 'okta.logs', value: 'count', fixed: true},
  joined_links: {on: 'any', stays: true, fixed: true},
  no_answer: {on: 'okta.flows', fixed: true},
  no_execution_id: {on: 'okta.flows', stays: true, fixed: true},
  hook_drop: {on: 'okta.hooks', fixed: true},
  hook_repeat: {on: 'okta.hooks', fixed: true},
  hook_reorder: {on: 'okta.hooks', fixed: true},
} as const satisfies Record<string, FaultRule>

export type FaultName = keyof typeof rules
export const faultNames = Object.keys(rules) as readonly FaultName[]

export interface Fault {
  /** The text it was planned with. */
  readonly text: string
  readonly name: FaultName
  readonly on: Operation | 'any'
  /** Seconds of a 429, milliseconds of `slow`, `clock` and `late`, entries of `page_size` and `repeat`. */
  readonly value: number | undefined
  /** How often it still strikes; Infinity for one that stays. */
  readonly left: number
}

/** @throws OpsError OPS_USAGE naming what is wrong with the text */
export function parseFault(text: string): Fault {
  const match = /^(?<name>\w+)(?::(?<on>[\w.]+))?(?:=(?<value>[^*]+))?(?:\*(?<times>\d+|always))?$/.exec(
    text.trim(),
  )
  const {name, on, value, times} = match?.groups ?? {}
  if (name === undefined || !isFaultName(name))
    throw misread(text, `a fault is one of ${faultNames.join(', ')}`, name)
  const rule: FaultRule = rules[name]
  return {
    text: text.trim(),
    name,
    on: aim(text, rule, on),
    value: readValue(text, rule, value),
    left: times === undefined ? (rule.stays ? Infinity : 1) : times === 'always' ? Infinity : Number(times),
  }
}

/** Whether `fault` strikes `operation` now. */
export function strikes(fault: Fault, operation: Operation): boolean {
  return (
    fault.left > 0 &&
    (fault.on === 'any' || fault.on === operation || (fault.on === 'token' && operation.startsWith('token.')))
  )
}

function isFaultName(name: string): name is FaultName {
  return Object.hasOwn(rules, name)
}

function aim(text: string, rule: FaultRule, on: string | undefined): Operation | 'any' {
  if (on === undefined) return rule.on
  if (rule.fixed) throw misread(text, 'this fault cannot be aimed at an operation')
  const served = operations.filter(rule.okta === true ? isOkta : isServed)
  const targets = rule.also === undefined ? served : [rule.on, ...rule.also]
  const found = targets.find((operation) => operation === on)
  if (found === undefined) throw misread(text, `it may be aimed at ${targets.join(', ')}`)
  return found
}

/** An authorization request is a page: only `denied` knows what to do there. */
function isServed(operation: Operation): boolean {
  return operation !== 'authorize' && operation !== 'okta.authorize'
}

function isOkta(operation: Operation): boolean {
  return isServed(operation) && operation.startsWith('okta.')
}

function readValue(text: string, rule: FaultRule, value: string | undefined): number | undefined {
  if (rule.value === undefined) {
    if (value !== undefined) throw misread(text, 'this fault takes no =VALUE')
    return undefined
  }
  if (value === undefined) {
    if (rule.value === 'seconds') return undefined // 429 without Retry-After
    throw misread(text, `this fault needs a value, such as ${rule.value === 'count' ? '=10' : '=5s'}`)
  }
  if (rule.value === 'duration') return parseDuration(value, `the value of fault ${text}`)
  if (rule.value === 'skew') {
    const span = parseDuration(value.replace(/^[+-]/, ''), `the value of fault ${text}`)
    return value.startsWith('-') ? -span : span
  }
  if (!/^[1-9]\d*$/.test(value)) throw misread(text, 'the value must be a whole number above 0')
  return Number(value)
}

function misread(text: string, why: string, name?: string): OpsError {
  const near = name === undefined ? [] : nearest(name, faultNames, 1)
  const hint = near.length > 0 ? ` (did you mean ${near[0] ?? ''}?)` : ''
  return new OpsError('OPS_USAGE', `cannot read the fault ${JSON.stringify(text)}: ${why}${hint}`, {
    failure: 'usage',
  })
}
