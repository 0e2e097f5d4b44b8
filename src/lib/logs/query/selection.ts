import {compileFilter} from '../../language/filter/filter-match.js'
import {oddEventTypes} from '../../language/filter/odd-event-types.js'
import {splitForOkta} from '../../language/filter/okta-filter.js'
import {parseFilter} from '../../language/filter/filter-parse.js'
import {printFilter} from '../../language/filter/filter-print.js'
import {checkSearchWords} from '../../language/filter/search-words.js'
import {allOf, type Filter} from '../../language/filter/filter-tree.js'
import type {SystemLog} from '../../ports/system-log.js'
import type {JsonObject} from '../../shared/json.js'
import {conditionsOf, type Condition, type Shorthands} from './shorthands.js'

/** Which events a person asked for. */
export interface SelectionFlags extends Shorthands {
  /** In Okta's filter language. */
  readonly filter?: string | undefined
  /** Keywords, which only Okta can look for. */
  readonly q?: string | undefined
  readonly hideSelf?: boolean | undefined
}

/** The same, as it is carried out. */
export interface Selection {
  /** What goes to Okta. */
  readonly filter: string | undefined
  readonly q: string | undefined
  /** What is left for us; undefined when Okta does it all. */
  readonly accepts: ((event: JsonObject) => boolean) | undefined
  /** What is left for us, for people. */
  readonly locally: string | undefined
  /** What is odd about it, such as an event type that nobody knows. */
  readonly warnings: readonly string[]
}

/**
 * Makes the flags into what Okta is asked and what is done here, in one language. Nothing has been sent yet.
 * @param self how our own calls look in the log, for `hideSelf`
 * @throws OpsError OPS_FILTER or OPS_USAGE
 */
export async function selectionOf(flags: SelectionFlags, self?: SystemLog['self']): Promise<Selection> {
  const conditions = allConditions(flags)
  const whole = filtersOf(conditions)
  const split = whole === undefined ? {} : splitForOkta(whole)
  const hints = conditions.flatMap(({hint}) => (hint === undefined ? [] : [hint]))
  const server = allOf([...(split.server ? [split.server] : []), ...hints])
  // Hints only narrow: where all of it is too long for an address, they are what goes.
  const sent = server === undefined ? undefined : splitForOkta(server).server
  const local = [
    ...(split.local ? [split.local] : []),
    ...(flags.hideSelf === true && self ? [notSelf(self)] : []),
  ]
  return {
    filter: sent === undefined ? undefined : printFilter(sent),
    q: flags.q,
    ...locally(local, conditions),
    warnings: whole === undefined ? [] : await oddEventTypes(whole),
  }
}

/**
 * The same for events that are at hand, as in a recording: all of it is done here.
 * @throws OpsError OPS_FILTER or OPS_USAGE
 */
export async function localSelectionOf(flags: Omit<SelectionFlags, 'q' | 'hideSelf'>): Promise<Selection> {
  const conditions = allConditions(flags)
  const whole = filtersOf(conditions)
  return {
    filter: undefined,
    q: undefined,
    ...locally(whole === undefined ? [] : [whole], conditions),
    warnings: whole === undefined ? [] : await oddEventTypes(whole),
  }
}

function allConditions({filter, q, ...shorthands}: SelectionFlags): readonly Condition[] {
  if (q !== undefined) checkSearchWords(q)
  const written = filter === undefined ? [] : [{filter: parseFilter(filter, '--filter')}]
  return [...written, ...conditionsOf(shorthands)]
}

function filtersOf(conditions: readonly Condition[]): Filter | undefined {
  return allOf(conditions.flatMap(({filter}) => (filter === undefined ? [] : [filter])))
}

function locally(
  filters: readonly Filter[],
  conditions: readonly Condition[],
): Pick<Selection, 'accepts' | 'locally'> {
  const filter = allOf(filters)
  const also = conditions.flatMap((condition) => condition.also ?? [])
  const tests = [...(filter === undefined ? [] : [compileFilter(filter)]), ...also.map(({test}) => test)]
  if (tests.length === 0) return {accepts: undefined, locally: undefined}
  const words = [...(filter === undefined ? [] : [printFilter(filter)]), ...also.map((one) => one.words)]
  return {accepts: (event) => tests.every((test) => test(event)), locally: words.join(' and ')}
}

/** An app's calls carry its client id; a token's can only be told by our own User-Agent. */
function notSelf({clientId, userAgent}: SystemLog['self']): Filter {
  const mine =
    clientId === undefined
      ? `client.userAgent.rawUserAgent eq ${JSON.stringify(userAgent)}`
      : `actor.id eq ${JSON.stringify(clientId)}`
  return parseFilter(`not (${mine})`, '--hide-self')
}
