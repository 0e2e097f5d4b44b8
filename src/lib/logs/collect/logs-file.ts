import type {SinkRequest} from '../../delivery/open-sink.js'
import {checkSinkTarget} from '../../delivery/sink-addresses.js'
import {duration, positiveDuration} from '../../language/field-shapes.js'
import {parseEventFilter} from '../../language/filter/attribute-names.js'
import {checkSearchWords} from '../../language/filter/search-words.js'
import {readYamlFile} from '../../language/yaml-file.js'
import {
  choice,
  converted,
  filledList,
  optional,
  record,
  text,
  wholeNumber,
  yesOrNo,
  type Shape,
  type ShapeOf,
} from '../../language/yaml-shapes.js'
import {parseByteSize} from '../../shared/byte-size.js'
import {given} from '../../shared/given.js'
import type {Machine} from '../../shared/machine.js'
import {checkReach, isSpan, parseWhen} from '../../shared/when.js'
import {checkTogether} from './logs-file-together.js'
import {checkConsumerName} from './logs-store.js'
import {parseInterval, parseKeep, type SourceSpec} from './source-spec.js'

const filterText = converted((value) => {
  parseEventFilter(value, '')
  return value
})
const keywords = converted((value) => {
  checkSearchWords(value, '')
  return value
})
const sinkTarget = converted((value) => {
  checkSinkTarget(value)
  return value
})
/** Kept as written: `15m` means something else at every start. What Okta would refuse today and ever after is refused now. */
const moment = (now: Date): Shape<string> =>
  converted((value) => {
    const since = parseWhen(value, {now, what: 'it'})
    if (isSpan(value)) checkReach(since, now, 'it')
    return value
  })
const decimal = converted((value) => {
  const number = /^\d+(\.\d+)?$/.test(value) ? Number(value) : 0
  if (number >= 1) return number
  throw new Error(`should be a number of at least 1, not ${JSON.stringify(value)}`)
})

const sinkShape = record({
  to: sinkTarget,
  rotateSize: optional(converted((value) => parseByteSize(value, 'it'))),
  rotateDaily: optional(yesOrNo),
  gzip: optional(yesOrNo),
  keep: optional(converted((value) => parseKeep(value, 'it'))),
})

const sourceShape = (now: Date) =>
  record({
    name: converted(checkConsumerName),
    org: optional(text()),
    filter: optional(filterText),
    q: optional(keywords),
    since: optional(moment(now)),
    sinks: filledList(sinkShape),
    interval: optional(converted((value) => parseInterval(value, 'it'))),
    jitter: optional(duration),
    pageSize: optional(wholeNumber(1, 1000)),
    maxPages: optional(wholeNumber(1)),
    pageDelay: optional(duration),
    overlap: optional(duration),
    dedupeWindow: optional(duration),
    timeout: optional(positiveDuration),
    retries: optional(
      record({
        attempts: optional(wholeNumber(1)),
        initial: optional(duration),
        max: optional(duration),
        multiplier: optional(decimal),
      }),
    ),
    breaker: optional(
      record({
        failures: optional(wholeNumber(1)),
        successes: optional(wholeNumber(1)),
        halfOpenAfter: optional(duration),
      }),
    ),
  })

/** The sources, each alone and beside the others. */
const sourcesShape =
  (machine: Machine): Shape<readonly WrittenSource[]> =>
  (value) => {
    const read = filledList(sourceShape(machine.now()))(value)
    checkTogether(machine, read, value)
    return read
  }

type WrittenSource = ShapeOf<ReturnType<typeof sourceShape>>

/**
 * The sources of a logs.yaml (docs/system-log.md).
 * @throws OpsError OPS_FILE_UNREADABLE, or OPS_YAML with file, line and column
 */
export function readLogsFile(machine: Machine, file: string): readonly SourceSpec[] {
  const shape = record({version: choice(['1']), sources: sourcesShape(machine)})
  return readYamlFile(machine, file, shape).sources.map(specOf)
}

function specOf({sinks, timeout, retries, breaker, ...rest}: WrittenSource): SourceSpec {
  const {attempts, initial, max, multiplier} = retries ?? {}
  const {failures, successes, halfOpenAfter} = breaker ?? {}
  return {
    ...rest,
    sinks: sinks.map(sinkOf),
    patience: given({
      timeoutMs: timeout,
      retries: given({attempts, initialMs: initial, maxMs: max, multiplier}),
      breaker: given({failures, successes, halfOpenAfterMs: halfOpenAfter}),
    }),
  }
}

function sinkOf({to, rotateSize, ...file}: WrittenSource['sinks'][number]): SinkRequest {
  return {target: to, file: given({...file, rotateBytes: rotateSize})}
}
