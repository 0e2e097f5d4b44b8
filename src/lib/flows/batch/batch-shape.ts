import {duration, flowName, placed} from '../../language/field-shapes.js'
import {inputFields, type InputTemplate} from '../../language/template/input-template.js'
import {
  choice,
  listOf,
  oneOrMore,
  optional,
  record,
  text,
  wholeNumber,
  yesOrNo,
  type ShapeOf,
} from '../../language/yaml-shapes.js'

const stepId = text({
  pattern: /^[A-Za-z][\w-]{0,63}$/,
  wanted: 'an id of letters, digits, - and _ that begins with a letter (64 at most)',
})
const name = text({
  pattern: /^(?!\s)[^\p{C}]{1,100}$/u,
  wanted: 'a name of 1 to 100 characters, none of which a terminal acts upon',
})

const stepRecord = record({
  id: stepId,
  flow: flowName,
  input: optional(placed<ReadonlyMap<string, InputTemplate>>(inputFields)),
  needs: optional(oneOrMore(placed(stepId))),
  retry: optional(record({max: wholeNumber(0, 100), backoff: optional(duration), safe: optional(yesOrNo)})),
  timeout: optional(duration),
  secret_inputs: optional(listOf(placed(text()))),
})

/** A step as it is written. */
export type WrittenStep = ShapeOf<typeof stepRecord>

/** A batch file (docs/flows.md). */
export const batchShape = record({
  version: choice(['1']),
  name: optional(name),
  steps: placed(listOf(placed(stepRecord))),
})
