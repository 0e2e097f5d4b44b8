import type {RuleLimits} from '../journal/claim-work.js'
import {failureStep, firstStep, type NextStep} from '../journal/work.js'
import {compileRules, type CompiledRules} from '../rules/match.js'
import type {InputTemplate} from '../../language/template/input-template.js'
import type {Rule} from '../rules/rule.js'

/** The rules in force, made ready: those that are enabled. */
export interface ActiveRules {
  /** With those that are not enabled: work that they left must still be judged. */
  readonly known: ReadonlyMap<string, Rule>
  readonly byId: ReadonlyMap<string, Rule>
  readonly compiled: CompiledRules
  readonly limits: ReadonlyMap<string, RuleLimits>
}

/** A flow of a rule, and what it is given. */
export interface RuleStep {
  readonly flow: string
  readonly input: ReadonlyMap<string, InputTemplate>
}

export function activeRules(rules: readonly Rule[]): ActiveRules {
  const enabled = rules.filter((rule) => rule.enabled)
  return {
    known: new Map(rules.map((rule) => [rule.id, rule])),
    byId: new Map(enabled.map((rule) => [rule.id, rule])),
    compiled: compileRules(enabled),
    limits: new Map(enabled.map((rule) => [rule.id, limitsOf(rule)])),
  }
}

function limitsOf({throttle, concurrency}: Rule): RuleLimits {
  return {
    ...(throttle === undefined ? {} : {throttle: {max: throttle.max, perMs: throttle.perMs}}),
    ...(concurrency === undefined ? {} : {concurrency: concurrency.limit}),
  }
}

/** A step as the rule has it now; undefined when it has none of that id any more. */
export function stepOf(rule: Rule, step: string): RuleStep | undefined {
  if (step === firstStep) return rule
  return step === failureStep ? rule.onFailure : rule.then.find(({id}) => id === step)
}

/** What comes after a step that has ended for good. */
export function stepAfter(rule: Rule, step: string, end: 'succeeded' | 'failed'): NextStep | undefined {
  if (step === failureStep) return undefined
  if (end === 'failed') return rule.onFailure && {step: failureStep, flow: rule.onFailure.flow}
  const at = step === firstStep ? 0 : rule.then.findIndex(({id}) => id === step) + 1
  // A step that the rule does not have any more has nothing after it.
  const next = step !== firstStep && at === 0 ? undefined : rule.then[at]
  return next && {step: next.id, flow: next.flow}
}
