import type {InputTemplate} from '../../language/template/input-template.js'
import type {YamlValue} from '../../language/yaml-value.js'
import {given} from '../../shared/given.js'
import {nearest} from '../../shared/nearest.js'
import type {RetryPolicy, Rule, ThenStep} from './rule.js'
import type {WrittenRule} from './rules-shape.js'

type Written = ReturnType<WrittenRule['read']>

/** A flow that was certainly not run may be run again. */
const defaultRetry: RetryPolicy = {max: 5, backoffMs: 30_000, on: ['refused']}
/** Ids that a step cannot have: what they stand for is spoken for. */
const takenIds = ['flow', 'on_failure']
const noInput: ReadonlyMap<string, InputTemplate> = new Map()

/**
 * A rule as it is meant, of one as it is written.
 * @param value where it stands
 * @throws OpsError OPS_YAML (usage) for what does not fit together
 */
export function toRule(written: Written, value: YamlValue): Rule {
  const {throttle, debounce, concurrency, on_failure: onFailure, timeout, then, tests} = written
  const destructive = written.destructive ?? false
  const rule: Rule = {
    id: written.id,
    enabled: written.enabled ?? true,
    on: written.on,
    ...given({when: written.when, unless: written.unless, key: written.key, timeoutMs: timeout}),
    flow: written.flow,
    input: written.input ?? noInput,
    ...(throttle && {throttle: {max: throttle.max, perMs: throttle.per, ...given({by: throttle.by})}}),
    ...(debounce && {debounce: {forMs: debounce.for, ...given({by: debounce.by})}}),
    retry: retryOf(written.retry),
    ...(concurrency && {concurrency: {limit: concurrency.limit, ...given({key: concurrency.key})}}),
    then: (then ?? []).map(({id, flow, input}) => ({id, flow, input: input ?? noInput})),
    ...(onFailure && {onFailure: {flow: onFailure.flow, input: onFailure.input ?? noInput}}),
    destructive,
    confirm: written.confirm ?? (destructive ? 'log' : 'none'),
    secretInputs: written.secret_inputs ?? [],
    tests: tests ?? [],
    line: value.place.line,
  }
  if (rule.then.length > 0) checkSteps(rule.then, value)
  if (rule.secretInputs.length > 0) checkSecretInputs(rule, value)
  return rule
}

function retryOf(retry: Written['retry']): RetryPolicy {
  if (retry === undefined) return defaultRetry
  const {max, backoff = defaultRetry.backoffMs, on = defaultRetry.on} = retry
  return {max, backoffMs: backoff, on}
}

function checkSteps(steps: readonly ThenStep[], value: YamlValue): void {
  const ids = steps.map(({id}) => id)
  const bad = ids.find((id, index) => takenIds.includes(id) || ids.indexOf(id) !== index)
  if (bad === undefined) return
  throw value.trouble(
    takenIds.includes(bad)
      ? `a step of then cannot have the id ${bad}: it means ${bad === 'flow' ? "the rule's own flow" : 'what runs after a failure'}`
      : `two steps of then have the id ${bad}`,
  )
}

/** A misspelt name would leave a secret in the journal. */
function checkSecretInputs(rule: Rule, value: YamlValue): void {
  const inputs = [rule, ...rule.then, ...(rule.onFailure ? [rule.onFailure] : [])].flatMap(({input}) => [
    ...input.keys(),
  ])
  const unknown = rule.secretInputs.find((name) => !inputs.includes(name))
  if (unknown === undefined) return
  const [near] = nearest(unknown, inputs)
  throw value.trouble(
    `secret_inputs names ${JSON.stringify(unknown)}, which no input of the rule is called${near === undefined ? '' : `; did you mean "${near}"?`}`,
  )
}
