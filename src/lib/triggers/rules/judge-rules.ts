import type {JsonObject} from '../../shared/json.js'
import {whyNot} from './explain.js'
import {renderInput} from '../../language/template/input-render.js'
import {workKey} from './render.js'
import type {Rule} from './rule.js'

/** What one rule makes of one event. */
export interface Judgement {
  readonly rule: Rule
  /** Why it leaves the event alone; empty when the event is work for it. */
  readonly why: readonly string[]
  /** What would be run; absent when nothing would. */
  readonly work?: {readonly key: string; readonly input: JsonObject}
}

/** What each rule makes of an event, in the order of the file. */
export function judgeRules(rules: readonly Rule[], event: JsonObject): readonly Judgement[] {
  return rules.map((rule) => {
    const why = whyNot(rule, event)
    if (why.length > 0) return {rule, why}
    return {rule, why, work: {key: workKey(rule, event), input: renderInput(rule.input, event)}}
  })
}
