import {OpsError} from '../../shared/errors.js'
import type {JsonObject, JsonValue} from '../../shared/json.js'
import type {InputTemplate} from './input-template.js'
import {renderValue, type RenderOptions} from './template-render.js'

/** Characters of JSON that a rendered input may come to: an event can be long, and a rule can ask for all of it many times. */
const longestInput = 1_000_000

/**
 * The input of a flow, filled in from an event (or a scope). Every value keeps its type; what is not there is null, unless the
 * template says `| default`. What was filled in is never read as a template.
 * @throws OpsError OPS_TEMPLATE when it becomes longer than a million characters of JSON, or when strict and a placeholder
 *   has nothing to show
 */
export function renderInput(
  input: ReadonlyMap<string, InputTemplate>,
  scope: JsonObject,
  options: Pick<RenderOptions, 'strict'> = {},
): JsonObject {
  let left = longestInput
  const render = (part: InputTemplate): JsonValue => {
    switch (part.kind) {
      case 'value':
        return part.value
      case 'list':
        return part.items.map(render)
      case 'object':
        return fields(part.fields)
      case 'template': {
        const value = renderValue(part.template, scope, options)
        left -= typeof value === 'string' ? value.length : JSON.stringify(value).length
        if (left >= 0) return value
        throw new OpsError(
          'OPS_TEMPLATE',
          `${part.template.what}: the input becomes longer than ${longestInput} characters of JSON`,
        )
      }
    }
  }
  // Object.fromEntries makes own properties of all names, __proto__ included.
  const fields = (parts: ReadonlyMap<string, InputTemplate>): JsonObject =>
    Object.fromEntries([...parts].map(([name, part]) => [name, render(part)]))
  return fields(input)
}
