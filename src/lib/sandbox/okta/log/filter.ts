import {parse, type Compare, type Filter, type LogExp, type NotFilter} from 'scim2-parse-filter'
import type {JsonObject, JsonValue} from '../../../shared/json.js'

/*
 * Filters, evaluated over the tree of scim2-parse-filter by a walker of our own: nothing is shared with the filter language
 * of the product, so that neither can hide a mistake of the other.
 */

/** A filter that cannot be read, or asks what Okta refuses to answer. */
export class FilterRefused extends Error {
  override readonly name = 'FilterRefused'
  /** `syntax`: cannot be read; `field`: not to be asked for; `operator`: not with this field. */
  readonly kind: 'syntax' | 'field' | 'operator'

  constructor(kind: 'syntax' | 'field' | 'operator', message: string) {
    super(message)
    this.kind = kind
  }
}

/** What is judged: every value a path leads to, arrays opened up. */
export type ValuesOf = (path: string) => readonly JsonValue[]

const longestFilter = 20_000
const deepest = 200

/**
 * The tree of `text`.
 * @throws FilterRefused kind `syntax`
 */
export function parseFilter(text: string): Filter {
  const parens = text.replaceAll(/"(?:[^"\\]|\\.)*"/g, '').match(/\(/g)?.length ?? 0
  if (text.length > longestFilter || parens > deepest)
    throw new FilterRefused('syntax', 'the expression is too long')
  try {
    return parse(text)
  } catch (error) {
    throw new FilterRefused('syntax', error instanceof Error ? error.message : 'unreadable')
  }
}

/** Every comparison of the tree, value paths not opened. */
export function comparisons(filter: Filter): readonly Exclude<Filter, LogExp | NotFilter>[] {
  if ('filters' in filter) return filter.filters.flatMap(comparisons)
  if (filter.op === 'not') return comparisons(filter.filter)
  return [filter]
}

/** Whether `filter` holds of what `valuesOf` tells. */
export function holds(filter: Filter, valuesOf: ValuesOf): boolean {
  switch (filter.op) {
    case 'and':
      return filter.filters.every((part) => holds(part, valuesOf))
    case 'or':
      return filter.filters.some((part) => holds(part, valuesOf))
    case 'not':
      return !holds(filter.filter, valuesOf)
    case 'pr':
      return valuesOf(filter.attrPath).some((value) => value !== null && value !== '')
    case '[]':
      return false
    case 'ne':
      return !valuesOf(filter.attrPath).some((value) => compares(value, 'eq', wanted(filter)))
    default:
      return valuesOf(filter.attrPath).some((value) => compares(value, filter.op, wanted(filter)))
  }
}

/** The parser leaves `\\` and `\uXXXX` as they are written: read here as JSON does. */
function wanted({compValue}: Compare): Compare['compValue'] {
  if (typeof compValue !== 'string' || !compValue.includes('\\')) return compValue
  try {
    return JSON.parse(`"${compValue.replaceAll('"', String.raw`\"`)}"`) as string
  } catch {
    return compValue
  }
}

function compares(found: JsonValue, op: Compare['op'], asked: Compare['compValue']): boolean {
  if (op === 'eq') return found === asked
  if (typeof found === 'string' && typeof asked === 'string') return comparesTexts(found, op, asked)
  if (typeof found === 'number' && typeof asked === 'number') return ordered(found - asked, op)
  return false
}

function comparesTexts(found: string, op: Compare['op'], asked: string): boolean {
  if (op === 'co') return found.includes(asked)
  if (op === 'sw') return found.startsWith(asked)
  if (op === 'ew') return found.endsWith(asked)
  const [a, b] = [timeOf(found), timeOf(asked)]
  if (a !== undefined && b !== undefined) return ordered(a - b, op)
  return ordered(found < asked ? -1 : found > asked ? 1 : 0, op)
}

function ordered(difference: number, op: Compare['op']): boolean {
  if (op === 'gt') return difference > 0
  if (op === 'ge') return difference >= 0
  if (op === 'lt') return difference < 0
  return op === 'le' && difference <= 0
}

function timeOf(text: string): number | undefined {
  if (!/^\d{4}-\d\d-\d\dT/.test(text)) return undefined
  const ms = Date.parse(text)
  return Number.isNaN(ms) ? undefined : ms
}

/** The values below `path` in a JSON object; names are case sensitive and only own ones count. */
export function valuesAt(object: JsonObject, path: string): readonly JsonValue[] {
  let found: readonly JsonValue[] = [object]
  for (const name of path.split('.')) {
    found = found.flatMap((value) => {
      if (value === null || typeof value !== 'object' || Array.isArray(value)) return []
      if (!Object.hasOwn(value, name)) return []
      return opened((value as JsonObject)[name] ?? null)
    })
  }
  return found
}

function opened(value: JsonValue): readonly JsonValue[] {
  return Array.isArray(value) ? (value as readonly JsonValue[]).flatMap(opened) : [value]
}
