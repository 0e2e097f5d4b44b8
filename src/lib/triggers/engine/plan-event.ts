import {createHash} from 'node:crypto'
import {propertyOf} from '../../language/filter/filter-match.js'
import type {JsonObject} from '../../shared/json.js'
import {shallowJson} from '../../shared/shallow-json.js'
import type {EventPlan} from '../journal/plan-work.js'
import type {EventSource, NewWork, SeenEvent} from '../journal/work.js'
import {matchRules} from '../rules/match.js'
import {debounceGroup, limitGroup, workKey} from '../rules/render.js'
import type {Rule} from '../rules/rule.js'
import type {ActiveRules} from './active-rules.js'

/** What the rules make of an event, of which what is nested too deep is left out; pure. */
export function planEvent(
  event: JsonObject,
  {rules, source, now}: {readonly rules: ActiveRules; readonly source: EventSource; readonly now: Date},
): EventPlan {
  const seen = seenEvent(shallowJson(event), source, now)
  return {event: seen, work: matchRules(rules.compiled, seen.body).map((rule) => workFor(rule, seen))}
}

/** An event without a uuid is known by what it says. */
function seenEvent(event: JsonObject, source: EventSource, now: Date): SeenEvent {
  const text = (name: string): string => {
    const value = propertyOf(event, name)
    return typeof value === 'string' ? plain(value) : ''
  }
  return {
    uuid: text('uuid') || `sha256:${createHash('sha256').update(JSON.stringify(event)).digest('hex')}`,
    type: text('eventType'),
    published: text('published'),
    source,
    seenAt: now,
    body: event,
  }
}

function workFor(rule: Rule, {uuid, body, source}: SeenEvent): NewWork {
  const {debounce, throttle, concurrency} = rule
  return {
    rule: rule.id,
    key: rule.key === undefined ? uuid : plain(workKey(rule, body)),
    event: uuid,
    flow: rule.flow,
    confirmed: source !== 'hook' || rule.confirm === 'none',
    throttleKey: plain(limitGroup(throttle?.by, body)),
    concurrencyKey: plain(limitGroup(concurrency?.key, body)),
    ...(debounce === undefined
      ? {}
      : {debounce: {key: plain(debounceGroup(rule, body)), forMs: debounce.forMs}}),
  }
}

/** SQLite ends a text at a NUL, and the store refuses one; an event may hold any. */
function plain(text: string): string {
  return text.replaceAll('\0', '\uFFFD')
}
