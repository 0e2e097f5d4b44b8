import {propertyOf} from '../../language/filter/filter-match.js'
import type {Template} from '../../language/template/template-parse.js'
import {renderText} from '../../language/template/template-render.js'
import {OpsError} from '../../shared/errors.js'
import type {JsonObject, JsonValue} from '../../shared/json.js'
import type {Rule} from './rule.js'

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
