import {invalid, malformedBody} from '../refusal.js'
import type {Call} from '../../aws/call.js'
import type {JsonObject, JsonValue} from '../../../shared/json.js'

/**
 * The body as a JSON object.
 * @throws OktaRefusal 400 E0000003
 */
export function readBody({bodyText}: Call): JsonObject {
  try {
    const value = JSON.parse(bodyText) as JsonValue
    if (isObject(value)) return value
  } catch {
    // told below
  }
  throw malformedBody()
}

/** The object at `name`; empty when there is none. */
export function objectAt(object: JsonObject, name: string): JsonObject {
  const value = object[name]
  return isObject(value) ? value : {}
}

export function textsAt(object: JsonObject, name: string): readonly string[] {
  const value = object[name]
  return Array.isArray(value) ? value.filter((item): item is string => typeof item === 'string') : []
}

/**
 * A text that must be there.
 * @throws OktaRefusal 400 E0000001 naming the field
 */
export function requiredText(object: JsonObject, name: string, longest = 255): string {
  const value = object[name]
  if (typeof value !== 'string' || value.trim() === '') throw invalid(name, 'The field cannot be left blank')
  if (value.length > longest) throw invalid(name, `The field is too long, at most ${longest} characters`)
  return value
}

export function isObject(value: JsonValue | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
