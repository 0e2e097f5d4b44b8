import type {Count} from '../../shared/bar-chart.js'
import type {JsonObject, JsonValue} from '../../shared/json.js'
import {fieldText, parseFields} from '../view/fields.js'
import type {EventPrinter} from '../view/printer.js'

/** What events can be counted by, by name; any other name is a path such as `client.zone`. */
export const dimensions: Readonly<Record<string, string>> = {
  type: 'eventType',
  outcome: 'outcome.result',
  reason: 'outcome.reason',
  severity: 'severity',
  actor: 'actor.alternateId',
  target: 'target.displayName',
  app: 'target[type eq "AppInstance"].displayName',
  group: 'target[type eq "UserGroup"].displayName',
  ip: 'client.ipAddress',
  country: 'client.geographicalContext.country',
  city: 'client.geographicalContext.city',
}

/** A way to count, and what it has counted. */
export interface Counter {
  /** As it was asked for. */
  readonly by: string
  readonly add: (event: JsonObject) => void
  /** The most frequent first. */
  readonly counts: () => readonly Count[]
}

/**
 * Counts events by a dimension or a path. An event with several values, such as two targets, counts once for each.
 * @throws OpsError OPS_FILTER (usage) with a caret when `by` is neither
 */
export function createCounter(by: string): Counter {
  const path = Object.hasOwn(dimensions, by) ? dimensions[by] : by
  const [field] = parseFields(path ?? by, '--by')
  const counts = new Map<string, number>()
  return {
    by,
    add: (event) => {
      for (const value of new Set(valuesOf(field?.read(event))))
        counts.set(value, (counts.get(value) ?? 0) + 1)
    },
    counts: () =>
      [...counts]
        .map(([value, count]) => ({value, count}))
        .sort((one, other) => other.count - one.count || (one.value < other.value ? -1 : 1)),
  }
}

/** Shows nothing and counts. */
export function countingPrinter(counters: readonly Counter[]): EventPrinter {
  return {
    head: '',
    tail: '',
    page: ({events}, picks) => {
      for (const pick of picks) for (const {add} of counters) add(events[pick] ?? {})
      return ''
    },
  }
}

function valuesOf(value: JsonValue | undefined): readonly string[] {
  if (!Array.isArray(value)) return [fieldText(value)]
  return value.length === 0 ? [''] : (value as readonly JsonValue[]).map(fieldText)
}
