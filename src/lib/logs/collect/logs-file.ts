import type {SinkRequest} from '../../delivery/open-sink.js'
import {readYamlFile} from '../../language/yaml-file.js'
import {
  choice,
  converted,
  listOf,
  optional,
  record,
  text,
  wholeNumber,
  yesOrNo,
  type Shape,
  type ShapeOf,
} from '../../language/yaml-shapes.js'
import {parseByteSize} from '../../shared/byte-size.js'
import {parseDuration} from '../../shared/duration.js'
import {OpsError} from '../../shared/errors.js'
import {given} from '../../shared/given.js'
import type {Machine} from '../../shared/machine.js'
import {parseWhen} from '../../shared/when.js'
import {readLogFilter} from './log-filter.js'
import {checkConsumerName} from './logs-store.js'
import {parseInterval, parseKeep, type SourceSpec} from './source-spec.js'

const duration = converted((value) => parseDuration(value, 'it'))
/** Kept as written: `15m` means something else at every start. */
const moment = (now: Date): Shape<string> =>
  converted((value) => {
    parseWhen(value, {now, what: 'it'})
    return value
  })
const filterText = converted((value) => {
  readLogFilter({filter: value})
  return value
})
const keywords = converted((value) => {
  readLogFilter({q: value})
  return value
})
const decimal = converted((value) => {
  const number = /^\d+(\.\d+)?$/.test(value) ? Number(value) : 0
  if (number >= 1) return number
  throw new Error(`should be a number of at least 1, not ${JSON.stringify(value)}`)
})

const fileShape = (now: Date) =>
  record({
    version: choice(['1']),
    sources: listOf(
      record({
        name: converted(checkConsumerName),
        org: optional(text()),
        filter: optional(filterText),
        q: optional(keywords),
        since: optional(moment(now)),
        sinks: listOf(
          record({
            to: text(),
            rotateSize: optional(converted((value) => parseByteSize(value, 'it'))),
            rotateDaily: optional(yesOrNo),
            gzip: optional(yesOrNo),
            keep: optional(converted((value) => parseKeep(value, 'it'))),
          }),
        ),
        interval: optional(converted((value) => parseInterval(value, 'it'))),
        jitter: optional(duration),
        pageSize: optional(wholeNumber(1, 1000)),
        maxPages: optional(wholeNumber(1)),
        pageDelay: optional(duration),
        overlap: optional(duration),
        dedupeWindow: optional(duration),
        timeout: optional(duration),
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
      }),
    ),
  })

type WrittenSource = ShapeOf<ReturnType<typeof fileShape>>['sources'][number]

/**
 * The sources of a logs.yaml (docs/system-log.md).
 * @throws OpsError OPS_FILE_UNREADABLE, or OPS_YAML with file, line and column
 */
export function readLogsFile(machine: Machine, file: string): readonly SourceSpec[] {
  const {sources} = readYamlFile(machine, file, fileShape(machine.now()))
  const names = sources.map(({name}) => name)
  const twice = names.find((name, index) => names.indexOf(name) !== index)
  if (twice !== undefined) throw fault(`${file}: two sources are named ${twice}: a name is a checkpoint`)
  const [empty] = sources.filter(({sinks}) => sinks.length === 0)
  if (empty !== undefined) throw fault(`${file}: ${empty.name} has no sink`)
  return sources.map(specOf)
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

function fault(message: string): OpsError {
  return new OpsError('OPS_YAML', message, {failure: 'usage'})
}
