import {compileTest, isList, propertyOf} from '../../language/filter/filter-match.js'
import {parsePath} from '../../language/filter/filter-parse.js'
import {printPath} from '../../language/filter/filter-print.js'
import type {PathStep, ValuePath} from '../../language/filter/filter-tree.js'
import {OpsError} from '../../shared/errors.js'
import type {JsonObject, JsonValue} from '../../shared/json.js'

/** `--set path=value`: where something goes in an event, and what. */
export interface Setting {
  readonly path: ValuePath
  readonly text: string
}

/** `under` with what `over` says instead: objects field by field, everything else (lists too) as a whole. */
export function overlay(under: JsonValue | undefined, over: JsonValue): JsonValue {
  if (!isObject(over) || under === undefined || !isObject(under)) return over
  const merged: [string, JsonValue | undefined][] = Object.entries(over).map(([name, value]) => [
    name,
    value === undefined ? value : overlay(propertyOf(under, name), value),
  ])
  // Object.fromEntries makes own properties of all names, __proto__ included.
  return Object.fromEntries([...Object.entries(under), ...merged])
}

/**
 * Reads `actor.alternateId=kim@example.com` or `target[type eq "User"].id=00u1`.
 * @throws OpsError OPS_USAGE, OPS_FILTER (usage)
 */
export function parseSetting(written: string): Setting {
  // An = inside of a condition stands in quotes or is no operator: the first one outside of [ ] ends the path.
  const [path] = /^(?:[^=[]|\[(?:"(?:[^"\\]|\\.)*"|[^\]"])*\])+(?==)/.exec(written) ?? []
  if (path === undefined)
    throw new OpsError('OPS_USAGE', `--set should be path=value, not ${JSON.stringify(written)}`, {
      failure: 'usage',
      next: 'okta-ops triggers simulate --help',
    })
  return {path: parsePath(path, '--set'), text: written.slice(path.length + 1)}
}

/**
 * The event with `setting` laid over it. The value has the type of what stands there, or in debugData is a text, as Okta
 * has it; else it is JSON where it reads as JSON. A path through a list goes through every item that meets its condition,
 * or the one that a number names.
 * @throws OpsError OPS_USAGE for a path that leads through something else
 */
export function withSetting(event: JsonObject, {path, text}: Setting): JsonObject {
  const isDebugData = path.steps[0]?.name === 'debugContext' && path.steps[1]?.name === 'debugData'
  const put = (found: JsonValue | undefined): JsonValue =>
    typeof found === 'string' || (found === undefined && isDebugData) ? text : jsonOrText(text)
  return alongSteps(event, path.steps, {put, path}) as JsonObject
}

interface Putting {
  readonly put: (found: JsonValue | undefined) => JsonValue
  readonly path: ValuePath
}

function alongSteps(value: JsonValue | undefined, steps: readonly PathStep[], how: Putting): JsonValue {
  const [step, ...rest] = steps
  if (step === undefined) return how.put(value)
  if (isList(value)) return alongItems(value, steps, how)
  if (value !== undefined && value !== null && !isObject(value)) throw leadsNowhere(how.path)
  const inner = propertyOf(value, step.name)
  const changed =
    step.where === undefined
      ? alongSteps(inner, rest, how)
      : onMatching(inner, step.where, {change: (item) => alongSteps(item, rest, how), path: how.path})
  return Object.fromEntries([...Object.entries(value ?? {}), [step.name, changed]])
}

function alongItems(items: readonly JsonValue[], steps: readonly PathStep[], how: Putting): JsonValue {
  const [step, ...rest] = steps
  const index = /^\d+$/.test(step?.name ?? '') ? Number(step?.name) : undefined
  if (index === undefined) return items.map((item) => alongSteps(item, steps, how))
  if (index >= items.length) throw leadsNowhere(how.path)
  return items.map((item, at) => (at === index ? alongSteps(item, rest, how) : item))
}

function onMatching(
  value: JsonValue | undefined,
  where: NonNullable<PathStep['where']>,
  {change, path}: {readonly change: (item: JsonValue) => JsonValue; readonly path: ValuePath},
): JsonValue {
  const meets = compileTest(where)
  const items = isList(value) ? value : value === undefined ? [] : [value]
  if (!items.some(meets)) throw leadsNowhere(path)
  const changed = items.map((item) => (meets(item) ? change(item) : item))
  return isList(value) ? changed : (changed[0] ?? null)
}

function jsonOrText(text: string): JsonValue {
  try {
    return JSON.parse(text) as JsonValue
  } catch {
    return text
  }
}

function isObject(value: JsonValue): value is JsonObject {
  return typeof value === 'object' && value !== null && !isList(value)
}

function leadsNowhere(path: ValuePath): OpsError {
  return new OpsError('OPS_USAGE', `--set: ${printPath(path)} leads nowhere in such an event`, {
    failure: 'usage',
    next: 'okta-ops triggers simulate --help',
  })
}
