import {parseEventFilter} from '../../language/filter/attribute-names.js'
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
  /** The whole condition as one text, whoever evaluates it and whichever version of us: what a checkpoint belongs to. */
  readonly whole: string | undefined
  /** What is odd about it, such as an event type that nobody knows. */
  readonly warnings: readonly string[]
}

/**
 * Makes the flags into what Okta is asked and what is done here, in one language. Nothing has been sent yet.
 * @param self how our own calls look in the log, for `hideSelf`
 * @throws OpsError OPS_FILTER or OPS_USAGE
 */
export async function selectionOf(flags: SelectionFlags, self?: SystemLog['self']): Promise<Selection> {
  return {...pickedBy(flags, self), warnings: await oddTypesOf(flags)}
}

/**
 * The same without the warnings, which have to look into the catalogue of event types.
 * @throws OpsError OPS_FILTER or OPS_USAGE
 */
export function pickedBy(flags: SelectionFlags, self?: SystemLog['self']): Omit<Selection, 'warnings'> {
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
    // Our User-Agent has a version in it, which must not make another condition of this one.
    whole: joined([wordsOf(whole, conditions), flags.hideSelf === true ? 'not by okta-ops' : undefined]),
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
    whole: wordsOf(whole, conditions),
    warnings: await oddTypesOf(flags),
  }
}

async function oddTypesOf(flags: SelectionFlags): Promise<readonly string[]> {
  const whole = filtersOf(allConditions(flags))
  return whole === undefined ? [] : await oddEventTypes(whole)
}

function allConditions({filter, q, ...shorthands}: SelectionFlags): readonly Condition[] {
  if (q !== undefined) checkSearchWords(q)
  const written = filter === undefined ? [] : [{filter: parseEventFilter(filter, '--filter')}]
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
  return {accepts: (event) => tests.every((test) => test(event)), locally: wordsOf(filter, conditions)}
}

/** A filter, and what the conditions ask for besides. */
function wordsOf(filter: Filter | undefined, conditions: readonly Condition[]): string | undefined {
  return joined([
    filter === undefined ? undefined : printFilter(filter),
    ...conditions.map(({also}) => also?.words),
  ])
}

function joined(texts: readonly (string | undefined)[]): string | undefined {
  const said = texts.filter((text) => text !== undefined)
  return said.length === 0 ? undefined : said.join(' and ')
}

/** An app's calls carry its client id; a token's can only be told by our own User-Agent. */
function notSelf({clientId, userAgent}: SystemLog['self']): Filter {
  const mine =
    clientId === undefined
      ? `client.userAgent.rawUserAgent eq ${JSON.stringify(userAgent)}`
      : `actor.id eq ${JSON.stringify(clientId)}`
  return parseFilter(`not (${mine})`, '--hide-self')
}
