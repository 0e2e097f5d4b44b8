import type {Keep} from '../../delivery/closed-files.js'
import type {SinkRequest} from '../../delivery/open-sink.js'
import type {OktaPatience} from '../../ports/okta-api.js'
import type {SystemLog} from '../../ports/system-log.js'
import {parseDuration} from '../../shared/duration.js'
import {OpsError} from '../../shared/errors.js'
import {parseWhen, checkReach} from '../../shared/when.js'
import type {SelectionFlags} from '../query/selection.js'
import type {Shorthands} from '../query/shorthands.js'
import type {CollectSource} from './collecting.js'
import {readLogFilter} from './log-filter.js'
import {checkConsumerName} from './logs-store.js'

/** A source as flags or logs.yaml say it: plain data, so that two can be compared. */
export interface SourceSpec {
  readonly name: string
  readonly org?: string
  readonly filter?: string
  readonly q?: string
  /** More conditions, which only flags have. */
  readonly shorthands?: Shorthands & Pick<SelectionFlags, 'hideSelf'>
  /** `15m`, `today`, ISO 8601, ...: read when it is needed. */
  readonly since?: string
  readonly sinks: readonly SinkRequest[]
  readonly interval?: 'auto' | number
  readonly jitter?: number
  readonly pageSize?: number
  readonly maxPages?: number
  readonly pageDelay?: number
  readonly overlap?: number
  readonly dedupeWindow?: number
  readonly patience?: OktaPatience
}

const defaults = {since: '15m', pageSize: 1000, dedupeWindowMs: 86_400_000}

export interface SpecContext {
  readonly now: Date
  readonly once: boolean
  readonly warn: (line: string) => void
  /** There is a checkpoint: where it would begin without one does not matter any more. */
  readonly goesOn?: boolean
}

/**
 * What a spec means now.
 * @throws OpsError OPS_FILTER, OPS_TIME, OPS_USAGE (usage)
 */
export function readSpec(spec: SourceSpec, {now, once, warn, goesOn = false}: SpecContext): CollectSource {
  checkConsumerName(spec.name)
  const since = parseWhen(spec.since ?? defaults.since, {now, what: 'since'})
  const reach = goesOn ? undefined : checkReach(since, now, 'since')
  if (reach !== undefined) warn(`${spec.name}: ${reach}`)
  if (spec.sinks.length === 0) throw usage(`${spec.name}: it has no sink; write - for stdout`)
  return {
    ...filterOf(spec),
    name: spec.name,
    since,
    once,
    pageSize: spec.pageSize ?? defaults.pageSize,
    dedupeWindowMs: spec.dedupeWindow ?? defaults.dedupeWindowMs,
    pace: {interval: spec.interval ?? 'auto', ...(spec.jitter === undefined ? {} : {jitterMs: spec.jitter})},
    ...(spec.maxPages === undefined ? {} : {maxPages: spec.maxPages}),
    ...(spec.pageDelay === undefined ? {} : {pageDelayMs: spec.pageDelay}),
    ...(spec.overlap === undefined ? {} : {overlapMs: spec.overlap}),
  }
}

/** What a spec picks; with `hideSelf` only once the org has been found, and with it `self`. */
export function filterOf(
  {filter, q, shorthands}: SourceSpec,
  self?: SystemLog['self'],
): ReturnType<typeof readLogFilter> {
  return readLogFilter({filter, q, ...shorthands}, self)
}

/** A search for what a source of a file collects, or with `picks` one by flags; without a range. */
export function searchOf(
  {org, filter, q}: SourceSpec,
  usualOrg: string | undefined,
  picks: readonly string[] = [
    ...(filter === undefined ? [] : ['--filter', filter]),
    ...(q === undefined ? [] : ['-q', q]),
  ],
): readonly string[] {
  const place = org ?? usualOrg
  return ['okta-ops', 'logs', 'query', ...(place === undefined ? [] : ['--org', place]), ...picks]
}

/**
 * The source that is meant: the one of that name, or the only one.
 * @throws OpsError OPS_USAGE naming those there are
 */
export function sourceNamed(
  specs: readonly SourceSpec[],
  {file, name}: {readonly file: string; readonly name: string | undefined},
): SourceSpec {
  const names = specs.map((spec) => spec.name).join(', ')
  const [only, ...others] = name === undefined ? specs : specs.filter((spec) => spec.name === name)
  if (only !== undefined && others.length === 0) return only
  const what =
    name === undefined ? 'has several sources, name one with --source' : `has no source named ${name}`
  throw new OpsError('OPS_USAGE', `${file} ${what}: ${names}`, {failure: 'usage'})
}

/**
 * Reads `auto` or a duration of at least 2 s.
 * @throws OpsError OPS_USAGE
 */
export function parseInterval(
  text: string,
  what: string,
  next = 'okta-ops logs collect --help',
): 'auto' | number {
  if (text === 'auto') return text
  const ms = parseDuration(text, what)
  if (ms >= 2000) return ms
  const message = `${what} should be auto or at least 2s: asking more often only spends the rate limit`
  throw new OpsError('OPS_USAGE', message, {failure: 'usage', next})
}

/**
 * Reads `10` (files) or `30d` (days).
 * @throws OpsError OPS_USAGE
 */
export function parseKeep(text: string, what: string): Keep {
  const [, amount, days] = /^(\d{1,6})(d)?$/.exec(text) ?? []
  if (Number(amount) > 0) return days === undefined ? {files: Number(amount)} : {days: Number(amount)}
  throw usage(
    `${what} should be a number of files such as 10, or of days such as 30d, not ${JSON.stringify(text)}`,
  )
}

function usage(message: string): OpsError {
  return new OpsError('OPS_USAGE', message, {failure: 'usage', next: 'okta-ops logs collect --help'})
}
