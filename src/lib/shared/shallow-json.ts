import type {JsonObject, JsonValue} from './json.js'

/** Deeper than anything Okta says, and far above what recursion, SQLite (1,000) and people can take. */
const deepest = 100

/**
 * The object itself, unless it is nested deeper than 100 levels: then a copy in which what lies deeper is a text. Whoever
 * walks JSON from outside by recursion would be ended by one such value, and what writes it again with it.
 */
export function shallowJson(value: JsonObject): JsonObject {
  return isShallow(value) ? value : (cut(value, 1) as JsonObject)
}

/** Whether a value is nested no deeper than that. Without recursion, level by level. */
export function isShallow(value: JsonValue): boolean {
  let level: readonly JsonValue[] = [value]
  for (let depth = 1; level.length > 0; depth++) {
    if (depth > deepest) return false
    const below: JsonValue[] = []
    for (const one of level)
      if (typeof one === 'object' && one !== null)
        for (const inner of Object.values(one) as readonly (JsonValue | undefined)[])
          if (typeof inner === 'object' && inner !== null) below.push(inner)
    level = below
  }
  return true
}

function cut(value: JsonValue | undefined, depth: number): JsonValue | undefined {
  if (typeof value !== 'object' || value === null) return value
  if (depth > deepest) return '(nested too deep)'
  if (Array.isArray(value)) return (value as readonly JsonValue[]).map((one) => cut(one, depth + 1) ?? null)
  return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, cut(one, depth + 1)]))
}
