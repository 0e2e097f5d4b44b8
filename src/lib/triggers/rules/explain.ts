import {compileFilter} from '../../language/filter/filter-match.js'
import {printFilter, printPath} from '../../language/filter/filter-print.js'
import type {Filter, PathTest} from '../../language/filter/filter-tree.js'
import {compilePath} from '../../language/filter/path-value.js'
import type {JsonObject} from '../../shared/json.js'
import {cutTo} from '../../shared/text-fit.js'
import {listensTo} from './match.js'
import type {Rule} from './rule.js'

const longestValue = 60

/**
 * Why a rule leaves an event alone, one reason a line, the smallest part of a condition that decides; none when the event is
 * work for it. Texts of the event are as they are: whoever shows them makes them visible.
 */
export function whyNot(rule: Rule, event: JsonObject): readonly string[] {
  const {eventType} = event
  if (typeof eventType !== 'string' || !listensTo(rule, eventType))
    return [`it listens to ${rule.on.join(', ')}`]
  const reasons = [
    ...(rule.when === undefined ? [] : whyFalse(rule.when, event).map((reason) => `when: ${reason}`)),
    ...(rule.unless === undefined ? [] : whyTrue(rule.unless, event).map((reason) => `unless: ${reason}`)),
  ]
  return reasons.length === 0 && !rule.enabled ? ['it is switched off (enabled: false)'] : reasons
}

/** The parts of a filter that the event does not meet and that it would have to; none when it meets the whole. */
function whyFalse(filter: Filter, event: JsonObject): readonly string[] {
  if (compileFilter(filter)(event)) return []
  switch (filter.kind) {
    case 'and':
      return filter.parts.flatMap((part) => whyFalse(part, event))
    case 'or':
      return [`none of these: ${filter.parts.flatMap((part) => whyFalse(part, event)).join('; ')}`]
    case 'not':
      return whyTrue(filter.part, event).map((reason) => `not wanted: ${reason}`)
    default:
      return [`${printFilter(filter)} (${foundBy(filter, event)})`]
  }
}

/** The parts of a filter that the event meets; none when it does not meet the whole. */
function whyTrue(filter: Filter, event: JsonObject): readonly string[] {
  if (!compileFilter(filter)(event)) return []
  switch (filter.kind) {
    case 'and':
    case 'or':
      return filter.parts.flatMap((part) => whyTrue(part, event))
    case 'not':
      return [printFilter(filter)]
    default:
      return [`${printFilter(filter)} (${foundBy(filter, event)})`]
  }
}

/** What the event has where a test looks. */
function foundBy({path}: PathTest, event: JsonObject): string {
  const found = compilePath(path)(event)
  const isNothing = found === undefined || (Array.isArray(found) && found.length === 0)
  return isNothing ? `there is no ${printPath(path)}` : `it is ${cutTo(JSON.stringify(found), longestValue)}`
}
