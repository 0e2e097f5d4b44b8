import {propertyOf} from '../../language/filter/filter-match.js'
import {isGlob} from '../../language/glob.js'
import type {JsonObject, JsonValue} from '../../shared/json.js'
import {diffLines, type DiffLine} from '../../shared/line-diff.js'
import {believableEvent, fixedIdentity} from '../events/believable-event.js'
import {overlay} from '../events/overlay.js'
import {whyNot} from './explain.js'
import {renderInput} from '../../language/template/input-render.js'
import type {Rule, RuleTest} from './rule.js'

/** How one case of a rule ended. */
export interface TestOutcome {
  readonly rule: string
  readonly test: string
  readonly ok: boolean
  /** Why it is red: lines that end without a full stop. */
  readonly reasons: readonly string[]
  /** Between the expected input and the one that came out, as pretty JSON with sorted names. */
  readonly diff: readonly DiffLine[]
}

/** Runs the cases that a rule carries with it. A rule that is switched off is tested as if it were on. */
export function runRuleTests(rule: Rule): readonly TestOutcome[] {
  return rule.tests.map((test) => runTest({...rule, enabled: true}, test))
}

/**
 * The event of a case: what the case says, laid over a believable one. Its type is the case's own, or the first that the rule
 * listens to; moment and uuid are always the same.
 */
export function testEvent(rule: Rule, test: RuleTest): JsonObject {
  const given = test.event()
  const type =
    propertyOf(given, 'eventType') ?? rule.on.find((name) => !isGlob(name)) ?? exampleOf(rule.on[0])
  return overlay(believableEvent(typeof type === 'string' ? type : '', fixedIdentity), given) as JsonObject
}

/** A name that the glob fits: `user.session.*` -> `user.session.x`. */
function exampleOf(glob = ''): string {
  return glob.replace(/[*?]/g, 'x')
}

function runTest(rule: Rule, test: RuleTest): TestOutcome {
  const event = testEvent(rule, test)
  const {match, input} = test.expect
  const reasons = whyNot(rule, event)
  const name = {rule: rule.id, test: test.name}
  if (match !== (reasons.length === 0)) {
    const why = match
      ? ['the event should match and does not', ...reasons]
      : ['the event should not match and does']
    return {...name, ok: false, reasons: why, diff: []}
  }
  if (!match || input === undefined) return {...name, ok: true, reasons: [], diff: []}
  const diff = diffLines(sortedJson(input()), sortedJson(renderInput(rule.input, event)))
  const ok = diff.every(({sign}) => sign === ' ')
  return {...name, ok, reasons: ok ? [] : ['the input is another one'], diff: ok ? [] : diff}
}

/** JSON on several lines with the names of objects in one order, so that only values differ. */
function sortedJson(value: JsonValue): string {
  return JSON.stringify(sorted(value), undefined, 2)
}

function sorted(value: JsonValue): JsonValue {
  if (typeof value !== 'object' || value === null) return value
  if (Array.isArray(value)) return (value as readonly JsonValue[]).map(sorted)
  const entries = Object.entries(value as JsonObject).toSorted(([one], [other]) => (one < other ? -1 : 1))
  return Object.fromEntries(
    entries.map(([name, inner]) => [name, inner === undefined ? inner : sorted(inner)]),
  )
}
