import {nearest} from '../shared/nearest.js'
import {eventTypeList} from './event-type-list.js'
import {globMatches, isGlob} from './glob.js'

/*
 * The catalogue is 50 kB: a command that may not need it imports this module by `await import()`.
 */

/** One of Okta's public event types. */
export interface EventType {
  readonly name: string
  /** The release that brought it, like `2016.14`. */
  readonly since: string
  /** An event hook may deliver it. */
  readonly hookEligible: boolean
}

let catalogue: ReadonlyMap<string, EventType> | undefined

function byName(): ReadonlyMap<string, EventType> {
  catalogue ??= new Map(eventTypeList.trim().split('\n').map(readLine))
  return catalogue
}

function readLine(line: string): [string, EventType] {
  const [name = '', since = '', hook] = line.split(' ')
  return [name, {name, since, hookEligible: hook === 'hook'}]
}

/** The whole catalogue, by name. Okta adds types every month, so a name that is missing may exist all the same. */
export function eventTypes(): readonly EventType[] {
  return [...byName().values()]
}

/** The type of that name, capitals included. */
export function eventTypeNamed(name: string): EventType | undefined {
  return byName().get(name)
}

/** The up to three known types that `name` may have meant, nearest first. */
export function nearestEventTypes(name: string): readonly string[] {
  return nearest(name, byName().keys())
}

/** The known types a glob such as `user.session.*` names; without `*` or `?` the one of that name. */
export function matchEventTypes(glob: string): readonly EventType[] {
  return eventTypes().filter(({name}) => globMatches(glob, name))
}

/** As `matchEventTypes`, but a pattern without `*` or `?` may be any part of the name. */
export function findEventTypes(pattern: string): readonly EventType[] {
  return matchEventTypes(isGlob(pattern) ? pattern : `*${pattern}*`)
}
