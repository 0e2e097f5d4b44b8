import type {JsonValue} from '../../shared/json.js'
import {compileTest, isList, propertyOf, type ValueTest} from './filter-match.js'
import type {ValuePath} from './filter-tree.js'

type Found = readonly (JsonValue | undefined)[]

interface CompiledStep {
  readonly name: string
  readonly where: ValueTest | undefined
}

/**
 * Makes a path into a function that reads what it leads to: a value with its type, or undefined. A path that goes through an
 * array, or has a condition, gives an array of all that was found (without what is missing or null; arrays at its end are
 * joined), which may be empty. Own properties only.
 */
export function compilePath(path: ValuePath): (value: JsonValue) => JsonValue | undefined {
  const steps = path.steps.map(({name, where}): CompiledStep => ({name, where: where && compileTest(where)}))
  const isPlain = steps.every(({where}) => where === undefined)
  return (value) => (isPlain ? readPlain(value, steps) : undefined) ?? readAll(value, steps)
}

/** The usual case, a path through objects only; undefined when it is not. */
function readPlain(value: JsonValue, steps: readonly CompiledStep[]): JsonValue | undefined {
  let found: JsonValue | undefined = value
  for (const {name} of steps) found = propertyOf(found, name)
  return found
}

function readAll(value: JsonValue, steps: readonly CompiledStep[]): JsonValue | undefined {
  let found: Found = [value]
  let isMany = false
  for (const [index, step] of steps.entries()) {
    const values = found.map((one) => propertyOf(one, step.name))
    const spreads = step.where !== undefined || (index < steps.length - 1 && values.some(isList))
    isMany ||= spreads
    found = spreads ? spread(values, step.where) : values
  }
  return isMany ? spread(found).filter((one) => one !== null && one !== undefined) : found[0]
}

/** Arrays replaced by their items, of those the ones that meet the condition. */
function spread(values: Found, where?: ValueTest): Found {
  const items = values.flatMap((value): Found => (isList(value) ? value : [value]))
  return where === undefined ? items : items.filter((item) => item !== undefined && where(item))
}
