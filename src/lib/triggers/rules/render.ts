import {propertyOf} from '../../language/filter/filter-match.js'
import type {Template} from '../../language/template/template-parse.js'
import {renderText, renderValue} from '../../language/template/template-render.js'
import {OpsError} from '../../shared/errors.js'
import type {JsonObject, JsonValue} from '../../shared/json.js'
import type {InputTemplate, Rule} from './rule.js'

/** Characters of JSON that a rendered input may come to: an event can be long, and a rule can ask for all of it many times. */
const longestInput = 1_000_000
const longestKey = 200

/** What has become of the steps before, for the templates of `then` and `on_failure`. */
export interface StepsSoFar {
  /** The answers, by step; the rule's own flow is `flow`: `${{ steps.flow.output.ticket }}`. */
  readonly outputs: ReadonlyMap<string, JsonValue>
  /** Of the step that failed: `${{ failure.step }}`, `${{ failure.reason }}`. */
  readonly failure?: JsonObject
}

/** What templates of `then` and `on_failure` are filled in from: the event, with `steps` and `failure` laid over it. */
export function scopeOf(event: JsonObject, {outputs, failure}: StepsSoFar): JsonObject {
  const steps = Object.fromEntries([...outputs].map(([id, output]) => [id, {output}]))
  return {...event, steps, failure: failure ?? null}
}

/**
 * The input of a flow, filled in from an event (or a scope). Every value keeps its type; what is not there is null, unless the
 * template says `| default`. What was filled in is never read as a template.
 * @throws OpsError OPS_TEMPLATE when it becomes longer than a million characters of JSON
 */
export function renderInput(input: ReadonlyMap<string, InputTemplate>, scope: JsonObject): JsonObject {
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
        const value = renderValue(part.template, scope)
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

/**
 * What makes two events one piece of work for a rule: its `key` filled in, or the uuid of the event. An event that lacks
 * something the key asks for stands for itself, so that strangers never become one. A long key is kept as its hash.
 */
export function workKey(rule: Rule, event: JsonObject): string {
  return (rule.key && fullText(rule.key, event)) ?? identityOf(event)
}

/** Which events a debounce takes for one: as with `workKey`, but without `by` all events of the rule. */
export function debounceGroup(rule: Rule, event: JsonObject): string {
  const by = rule.debounce?.by
  return by === undefined ? '' : (fullText(by, event) ?? identityOf(event))
}

/** Which events share a limit (`throttle.by`, `concurrency.key`); those that lack the value share one too. */
export function limitGroup(by: Template | undefined, event: JsonObject): string {
  return by === undefined ? '' : shortened(renderText(by, event))
}

/** The text, or undefined when it is empty or one of its placeholders has nothing to show. */
function fullText(template: Template, event: JsonObject): string | undefined {
  try {
    return shortened(renderText(template, event, {strict: true})) || undefined
  } catch (error) {
    if (error instanceof OpsError && error.code === 'OPS_TEMPLATE') return undefined
    throw error
  }
}

function identityOf(event: JsonObject): string {
  const uuid = propertyOf(event, 'uuid')
  return typeof uuid === 'string' && uuid !== '' ? shortened(uuid) : sha256(JSON.stringify(event))
}

function shortened(text: string): string {
  return text.length <= longestKey ? text : sha256(text)
}

function sha256(text: string): string {
  const {createHash} = process.getBuiltinModule('node:crypto')
  return `sha256:${createHash('sha256').update(text, 'utf8').digest('hex')}`
}
