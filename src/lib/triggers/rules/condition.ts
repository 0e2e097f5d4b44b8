import {parseFilter, parsePath} from '../../language/filter/filter-parse.js'
import {
  allOf,
  anyOf,
  type Filter,
  type Literal,
  type Span,
  type ValuePath,
} from '../../language/filter/filter-tree.js'
import {dateFault} from '../../language/filter/published-date.js'
import {listOf, type Shape} from '../../language/yaml-shapes.js'
import type {YamlEntry, YamlValue} from '../../language/yaml-value.js'

/** Parts of a short form have no text of their own that an offset could point into. */
const nowhere: Span = {start: 0, end: 0}

/**
 * A condition as a rule writes it: a filter as text, or the short form `{path: value, path: [value, value]}`, all of which
 * must be met, with `not:` (one condition), `any:` and `all:` (lists of conditions) beside the paths.
 *
 * In the short form a number, true or false also stands for its text: Okta writes what is in `debugContext.debugData` as
 * texts, "true" among them.
 */
export const condition: Shape<Filter> = (value) =>
  value.kind === 'mapping' ? shortForm(value) : asText(value)

function asText(value: YamlValue): Filter {
  const text = value.text()
  try {
    return parseFilter(text, 'filter')
  } catch (error) {
    throw value.trouble(messageOf(error))
  }
}

function shortForm(value: YamlValue): Filter {
  const filter = allOf(value.entries().map(part))
  if (filter === undefined) throw value.trouble('says nothing: a path and its value are missing')
  return filter
}

function part({key, at, value}: YamlEntry): Filter {
  if (key === 'not') return {kind: 'not', part: condition(value), at: nowhere}
  if (key === 'any' || key === 'all') {
    const parts = listOf(condition)(value)
    const filter = key === 'any' ? anyOf(parts) : allOf(parts)
    if (filter === undefined) throw value.trouble('is empty: a condition is missing')
    return filter
  }
  return pathTest({key, at, value})
}

function pathTest({key, at, value}: YamlEntry): Filter {
  const path = pathOf(key, at)
  const read = (one: YamlValue): readonly Literal[] => literals(one, path)
  const values = value.kind === 'list' ? value.items().flatMap(read) : read(value)
  const [only] = values
  if (only === undefined) throw value.trouble('is empty: a value is missing')
  return values.length === 1
    ? {kind: 'compare', path, operator: 'eq', value: only, operatorAt: nowhere, valueAt: nowhere, at: nowhere}
    : {kind: 'in', path, values, operatorAt: nowhere, at: nowhere}
}

function pathOf(key: string, at: YamlValue): ValuePath {
  try {
    return parsePath(key, 'path')
  } catch (error) {
    throw at.trouble(messageOf(error))
  }
}

function literals(value: YamlValue, path: ValuePath): readonly Literal[] {
  const {kind} = value
  if (kind === 'nothing') return [null]
  if (kind !== 'plain')
    throw value.trouble('should be a value or a list of values; any, all and not go deeper')
  const found = value.json()
  const fault = dateFault(
    path,
    typeof found === 'number' || typeof found === 'boolean' ? found : value.text(),
  )
  if (fault !== undefined) throw value.trouble(fault)
  if (typeof found === 'number' || typeof found === 'boolean') return [found, value.text()]
  return [value.text()]
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}
