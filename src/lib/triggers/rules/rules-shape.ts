import {flowName, nameCharacters, namePattern, positiveDuration} from '../../language/field-shapes.js'
import {inputFields, templateText} from '../../language/template/input-template.js'
import {
  choice,
  listOf,
  oneOrMore,
  optional,
  record,
  text,
  wholeNumber,
  yesOrNo,
  type Shape,
  type ShapeOf,
} from '../../language/yaml-shapes.js'
import type {YamlValue} from '../../language/yaml-value.js'
import type {JsonValue} from '../../shared/json.js'
import {condition} from './condition.js'

/** One item of the list, and its reading, which may fail without the others. */
export interface WrittenRule {
  readonly value: YamlValue
  /** @throws OpsError OPS_YAML (usage) with file, line and column */
  readonly read: () => ShapeOf<typeof ruleRecord>
}

const ruleId = text({pattern: namePattern, wanted: `an id ${nameCharacters}`})
const eventTypeName = text({
  pattern: /^[\w.*?-]{1,200}$/,
  wanted: 'an event type such as user.lifecycle.create, or a glob such as user.lifecycle.*',
})
const retryOn = choice(['refused', 'failed', 'unknown'])
const jsonObject: Shape<() => JsonValue> = (value) => {
  value.entries()
  return () => {
    try {
      return value.json() as JsonValue
    } catch (error) {
      // The parser's own limit on aliases.
      throw value.trouble(error instanceof Error ? error.message : String(error))
    }
  }
}

const ruleRecord = record({
  id: ruleId,
  enabled: optional(yesOrNo),
  on: oneOrMore(eventTypeName),
  when: optional(condition),
  unless: optional(condition),
  flow: flowName,
  input: optional(inputFields),
  key: optional(templateText),
  throttle: optional(record({max: wholeNumber(1), per: positiveDuration, by: optional(templateText)})),
  debounce: optional(record({for: positiveDuration, by: optional(templateText)})),
  retry: optional(
    record({
      max: wholeNumber(0, 100),
      backoff: optional(positiveDuration),
      on: optional(oneOrMore(retryOn)),
    }),
  ),
  timeout: optional(positiveDuration),
  concurrency: optional(record({limit: wholeNumber(1), key: optional(templateText)})),
  then: optional(listOf(record({id: ruleId, flow: flowName, input: optional(inputFields)}))),
  on_failure: optional(record({flow: flowName, input: optional(inputFields)})),
  destructive: optional(yesOrNo),
  confirm: optional(choice(['log', 'none'])),
  secret_inputs: optional(listOf(text())),
  tests: optional(
    listOf(
      record({
        name: text(),
        event: jsonObject,
        expect: record({match: yesOrNo, input: optional(jsonObject)}),
      }),
    ),
  ),
})

/** A rules file (docs/rules.md). */
export const rulesShape = record({version: choice(['1']), rules: listOf(written(ruleRecord))})

function written(shape: typeof ruleRecord): Shape<WrittenRule> {
  return (value) => ({value, read: () => shape(value)})
}
