import type {JsonValue} from '../../shared/json.js'
import {nearest} from '../../shared/nearest.js'
import {isList} from '../filter/filter-match.js'
import type {Literal} from '../filter/filter-tree.js'
import {instantOf} from '../filter/iso-instant.js'
import {formatDate, isDateFormat} from './date-format.js'

/** One filter of a placeholder with its argument; undefined is a missing value. */
export type TemplateStep = (value: JsonValue | undefined) => JsonValue | undefined

/** Why a filter cannot be made, and whether its argument is to blame. */
export interface BadStep {
  readonly reason: string
  readonly inArgument: boolean
}

interface FilterKind {
  /** Says what is wrong with the argument, if something is. */
  readonly check: (argument: Literal | undefined) => string | undefined
  readonly make: (argument: Literal | undefined) => TemplateStep
}

const none = (argument: Literal | undefined): string | undefined =>
  argument === undefined ? undefined : 'this filter takes no argument'
const text =
  (what: string) =>
  (argument: Literal | undefined): string | undefined =>
    typeof argument === 'string' && argument !== '' ? undefined : what

/** The whole list: a filter that is not here does not exist. */
const kinds: Readonly<Record<string, FilterKind>> = {
  first: {check: none, make: () => (value) => (isList(value) ? value[0] : value)},
  default: {
    check: (argument) => (argument === undefined ? 'default wants a value, such as "none"' : undefined),
    make: (argument) => (value) => (isNothing(value) ? argument : value),
  },
  lower: {check: none, make: () => onTexts((value) => value.toLowerCase())},
  upper: {check: none, make: () => onTexts((value) => value.toUpperCase())},
  json: {check: none, make: () => (value) => JSON.stringify(value ?? null)},
  join: {
    check: (argument) => (typeof argument === 'string' ? undefined : 'join wants a text, such as ","'),
    make: (argument) => (value) =>
      isList(value) ? value.map((item) => textOf(item)).join(String(argument)) : value,
  },
  count: {check: none, make: () => countOf},
  date: {
    check: (argument) =>
      typeof argument === 'string' && isDateFormat(argument)
        ? undefined
        : 'date wants "iso" or a format, such as "YYYY-MM-DD HH:mm:ss"',
    make: (argument) => onTexts((value) => dated(value, String(argument))),
  },
  split: {
    check: text('split wants a text, such as ","'),
    make: (argument) => (value) => (typeof value === 'string' ? value.split(String(argument)) : value),
  },
  hash: {
    check: none,
    make: () => (value) => (value === undefined || value === null ? value : sha256(textOf(value))),
  },
}

/** The filter of that name with its argument, or why there is none. */
export function makeStep(name: string, argument: Literal | undefined): TemplateStep | BadStep {
  const kind = Object.hasOwn(kinds, name) ? kinds[name] : undefined
  if (kind === undefined) return {reason: unknownFilter(name), inArgument: false}
  const reason = kind.check(argument)
  return reason === undefined ? kind.make(argument) : {reason, inArgument: true}
}

/** A value as it stands in a text: texts as they are, nothing for null or a missing one, lists and objects as JSON. */
export function textOf(value: JsonValue | undefined): string {
  if (value === undefined || value === null) return ''
  return typeof value === 'object' ? JSON.stringify(value) : String(value)
}

function unknownFilter(name: string): string {
  const near = nearest(name.toLowerCase(), Object.keys(kinds))
  const hint = near.length === 0 ? '' : `; did you mean ${near.join(', ')}?`
  return `${name} is no filter${hint} There are ${Object.keys(kinds).join(', ')}`
}

/** Texts changed, in lists too; everything else as it is. */
function onTexts(change: (text: string) => string): TemplateStep {
  const changed = (value: JsonValue): JsonValue => (typeof value === 'string' ? change(value) : value)
  return (value) => (value === undefined ? value : isList(value) ? value.map(changed) : changed(value))
}

function isNothing(value: JsonValue | undefined): boolean {
  return value === undefined || value === null || value === '' || (isList(value) && value.length === 0)
}

function countOf(value: JsonValue | undefined): number {
  if (isList(value)) return value.length
  return value === undefined || value === null ? 0 : 1
}

/** What is no date stays as it is: a filter never fails on an event. */
function dated(value: string, format: string): string {
  const instant = instantOf(value)
  return instant === undefined ? value : formatDate(new Date(instant), format)
}

function sha256(value: string): string {
  return process.getBuiltinModule('node:crypto').createHash('sha256').update(value, 'utf8').digest('hex')
}
