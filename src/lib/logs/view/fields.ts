import type {JsonObject, JsonValue} from '../../shared/json.js'

/** One of `--fields`: a path as it was written, and what it leads to in an event. */
export interface Field {
  readonly name: string
  readonly read: (event: JsonObject) => JsonValue | undefined
}

/** A value as a cell of text: texts as they are, several joined by a comma, anything else as JSON. */
export function fieldText(value: JsonValue | undefined): string {
  if (value === undefined || value === null) return ''
  if (typeof value === 'string') return value
  if (Array.isArray(value)) return (value as readonly JsonValue[]).map(fieldText).join(', ')
  return JSON.stringify(value)
}
