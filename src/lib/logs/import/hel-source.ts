import {parseFilter} from '../../language/filter/filter-parse.js'
import {checkSearchWords} from '../../language/filter/search-words.js'
import {parseWhen} from '../../shared/when.js'
import type {HelOrg} from './hel-org.js'
import {orgOf} from './hel-org.js'
import {leavesOf, type Leaves} from './leaves.js'
import type {JsonValue} from '../../shared/json.js'

/** One source of Hel as lines of a logs.yaml. */
export interface ImportedSource {
  readonly name: string
  readonly org: HelOrg
  /** Keys and values in order, nested ones with their indentation. */
  readonly lines: readonly string[]
  /** What was not taken over, or not as it was, and why; without values, which may be secrets. */
  readonly notes: readonly string[]
}

/** What Hel calls it, what a logs.yaml calls it, and how a number of it is written there. */
const plainKeys: readonly (readonly [hel: string, ours: string, unit: 's' | ''])[] = [
  ['pagination.max_pages', 'maxPages', ''],
  ['resilience.rate_limit.page_delay_secs', 'pageDelay', 's'],
  ['schedule.jitter_secs', 'jitter', 's'],
  ['resilience.timeout_secs', 'timeout', 's'],
]
const nestedKeys: Readonly<
  Record<string, readonly (readonly [hel: string, ours: string, unit: 's' | ''])[]>
> = {
  retries: [
    ['resilience.retries.max_attempts', 'attempts', ''],
    ['resilience.retries.initial_backoff_secs', 'initial', 's'],
    ['resilience.retries.max_backoff_secs', 'max', 's'],
    ['resilience.retries.multiplier', 'multiplier', ''],
  ],
  breaker: [
    ['resilience.circuit_breaker.failure_threshold', 'failures', ''],
    ['resilience.circuit_breaker.success_threshold', 'successes', ''],
    ['resilience.circuit_breaker.half_open_timeout_secs', 'halfOpenAfter', 's'],
  ],
}

/** What is simply so here, whatever Hel is told: taken without a word when it says the same. */
const alwaysSo: readonly (readonly [path: string, same: string, otherwise: string])[] = [
  ['method', 'GET', 'the System Log is read with GET'],
  ['pagination.strategy', 'link_header', "Okta's next links are always followed"],
  ['pagination.rel', 'next', "Okta's next links are always followed"],
  ['resilience.rate_limit.respect_headers', 'true', 'the rate-limit headers are always respected'],
  ['resilience.circuit_breaker.enabled', 'true', 'the breaker cannot be switched off'],
  ['query_params.sortOrder', 'ASCENDING', 'collecting is always in the order in which Okta files events'],
  ['dedupe.id_path', 'uuid', 'events are told apart by uuid'],
]

/** Reads one source of Hel; what does not fit is noted, never guessed. */
export function importSource(name: string, config: JsonValue | undefined, now: Date): ImportedSource {
  const leaves = leavesOf(config)
  const notes: string[] = []
  const org = orgOf(leaves, notes)
  const since = sinceOf(leaves)
  const lines = [
    ...checkedLine(leaves, notes, {
      path: 'query_params.filter',
      key: 'filter',
      check: (text) => void parseFilter(text, 'filter'),
    }),
    ...checkedLine(leaves, notes, {path: 'query_params.q', key: 'q', check: checkSearchWords}),
    ...(since === undefined ? [] : whenLine(since, notes, now)),
    ...intervalLine(leaves, notes),
    ...pageSizeLine(leaves, notes),
    ...plainKeys.flatMap(([hel, ours, unit]) => numberLine(leaves, notes, {hel, ours, unit})),
    ...Object.entries(nestedKeys).flatMap(([key, inner]) => {
      const found = inner.flatMap(([hel, ours, unit]) => numberLine(leaves, notes, {hel, ours, unit}))
      return found.length === 0 ? [] : [`${key}:`, ...found.map((line) => `  ${line}`)]
    }),
  ]
  for (const [path, same, otherwise] of alwaysSo) {
    const found = leaves.take(path)
    if (found !== undefined && found !== same) notes.push(`${path} is not taken over: ${otherwise}`)
  }
  if (leaves.take('dedupe.capacity') !== undefined)
    notes.push(
      'dedupe.capacity is not taken over: uuids are known for a time (dedupeWindow, 24h unless said), not for a number',
    )
  if (leaves.take('query_params.until') !== undefined)
    notes.push(
      'query_params.until is not taken over: a collector has no end; use logs backfill or logs query',
    )
  return {name, org, lines, notes: [...notes, ...leaves.left().map((path) => `${path} has no counterpart`)]}
}

/** `from` is what `from_param` carries in the first request; only `since` means something to Okta. */
function sinceOf(leaves: Leaves): string | undefined {
  const from = leaves.take('from')
  const param = leaves.take('from_param') ?? 'since'
  const since = leaves.take('query_params.since')
  return since ?? (param === 'since' ? from : undefined)
}

function whenLine(text: string, notes: string[], now: Date): readonly string[] {
  try {
    parseWhen(text, {now, what: 'since'})
    return [`since: ${JSON.stringify(text)}`]
  } catch {
    notes.push('the beginning (from, query_params.since) is not a time that is understood: it begins 15m ago')
    return []
  }
}

function checkedLine(
  leaves: Leaves,
  notes: string[],
  {path, key, check}: {readonly path: string; readonly key: string; readonly check: (text: string) => void},
): readonly string[] {
  const text = leaves.take(path)
  if (text === undefined) return []
  try {
    check(text)
    return [`${key}: ${JSON.stringify(text)}`]
  } catch (error) {
    const why = error instanceof Error ? (error.message.split('\n')[0] ?? '') : ''
    notes.push(`${path} is not taken over, so that everything is collected: ${why}`)
    return []
  }
}

function intervalLine(leaves: Leaves, notes: string[]): readonly string[] {
  const seconds = numberAt(leaves, notes, 'schedule.interval_secs')
  if (seconds === undefined) return []
  if (seconds >= 2) return [`interval: ${seconds}s`]
  notes.push('schedule.interval_secs is under 2 seconds: 2s is taken')
  return ['interval: 2s']
}

function pageSizeLine(leaves: Leaves, notes: string[]): readonly string[] {
  const size = numberAt(leaves, notes, 'query_params.limit')
  if (size === undefined) return []
  if (Number.isInteger(size) && size >= 1 && size <= 1000) return [`pageSize: ${size}`]
  notes.push('query_params.limit is not between 1 and 1000: 1000 is taken')
  return []
}

function numberLine(
  leaves: Leaves,
  notes: string[],
  {hel, ours, unit}: {readonly hel: string; readonly ours: string; readonly unit: 's' | ''},
): readonly string[] {
  const number = numberAt(leaves, notes, hel)
  if (number === undefined) return []
  // Our spans have no fractions.
  const text =
    unit === 's' && !Number.isInteger(number) ? `${Math.round(number * 1000)}ms` : `${number}${unit}`
  return [`${ours}: ${text}`]
}

function numberAt(leaves: Leaves, notes: string[], path: string): number | undefined {
  const text = leaves.take(path)
  if (text === undefined) return undefined
  if (/^\d+(\.\d+)?$/.test(text)) return Number(text)
  notes.push(`${path} is not a number that is known now`)
  return undefined
}
