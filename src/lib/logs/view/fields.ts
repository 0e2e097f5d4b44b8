import {readPath} from '../../language/filter/filter-parse.js'
import {printPath} from '../../language/filter/filter-print.js'
import {Scanner} from '../../language/filter/filter-scan.js'
import {compilePath} from '../../language/filter/path-value.js'
import type {JsonObject, JsonValue} from '../../shared/json.js'

/** One of `--fields`: a path as it was written, and what it leads to in an event. */
export interface Field {
  readonly name: string
  /** The value; a list where the path goes through one. */
  readonly read: (event: JsonObject) => JsonValue | undefined
}

/**
 * Reads `--fields actor.alternateId,target[type eq "User"].displayName`: the paths of the filter language.
 * @throws OpsError OPS_FILTER (usage) with a caret under the fault
 */
export function parseFields(text: string, what = '--fields'): readonly Field[] {
  const scanner = new Scanner({text, what, code: 'OPS_FILTER'})
  const fields: Field[] = []
  do {
    const path = readPath(scanner, 0)
    fields.push({name: printPath(path), read: compilePath(path)})
  } while (scanner.takeMark(','))
  const rest = scanner.peek()
  if (rest.kind !== 'end') throw scanner.fault('a comma is missing here', rest.start)
  return fields
}

/** A value as a cell of text: texts as they are, several joined by a comma, anything else as JSON. */
export function fieldText(value: JsonValue | undefined): string {
  if (value === undefined || value === null) return ''
  if (typeof value === 'string') return value
  if (isList(value)) return value.map(fieldText).join(', ')
  return JSON.stringify(value)
}

function isList(value: JsonValue): value is readonly JsonValue[] {
  return Array.isArray(value)
}
