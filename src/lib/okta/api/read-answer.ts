import type {OktaAnswer, OktaApi, OktaCall} from '../../ports/okta-api.js'
import {OpsError} from '../../shared/errors.js'
import {refusalOf} from './refusal.js'

/** Any JSON object of an answer, its fields still to be checked. */
export type Fields = Readonly<Record<string, unknown>>

/** Reads one object of an answer; undefined when it is not what it should be. */
export type ReadOne<T> = (fields: Fields) => T | undefined

/** How one kind of object is read, and what it is called in an error: `groups`. */
export interface Kind<T> {
  readonly what: string
  readonly read: ReadOne<T>
}

/** What is passed on to every call. */
export type CallWishes = Pick<OktaCall, 'signal' | 'onWait'>

/** More pages than any list has; a next link that leads in a circle ends here. */
const mostPages = 100_000

/**
 * Every page of a list, its next links followed verbatim.
 * @throws OpsError OPS_BAD_ANSWER when a page cannot be read or comes twice, and whatever a call fails with: never a part of the list
 */
export async function readPages<T>(
  api: OktaApi,
  first: Pick<OktaCall, 'url' | 'query'> & CallWishes,
  kind: Kind<T>,
): Promise<readonly T[]> {
  const {url: start, query, ...wishes} = first
  const all: T[] = []
  const asked = new Set<string>()
  let answer = await api.call({method: 'GET', url: start, ...(query === undefined ? {} : {query}), ...wishes})
  for (;;) {
    const page = parsed(answer)
    if (!Array.isArray(page)) throw strange(kind.what, answer)
    for (const one of page) all.push(understood(one, kind, answer))
    const {next} = answer
    if (next === undefined) return all
    if (asked.has(next) || asked.size > mostPages) throw strange(kind.what, answer)
    asked.add(next)
    answer = await api.call({method: 'GET', url: next, ...wishes})
  }
}

/**
 * One object of an answer.
 * @throws OpsError OPS_BAD_ANSWER
 */
export function readObject<T>(answer: OktaAnswer, kind: Kind<T>): T {
  return understood(parsed(answer), kind, answer)
}

/** What is there; undefined where the org says that there is no such thing (404). */
export async function orNothing<T>(call: Promise<T>): Promise<T | undefined> {
  try {
    return await call
  } catch (error) {
    if (refusalOf(error)?.status === 404) return undefined
    throw error
  }
}

/** `value` as an object; one without fields where it is none. */
export function asFields(value: unknown): Fields {
  return typeof value === 'object' && value !== null ? (value as Fields) : {}
}

function understood<T>(value: unknown, {what, read}: Kind<T>, answer: OktaAnswer): T {
  const found = read(asFields(value))
  if (found === undefined) throw strange(what, answer)
  return found
}

function parsed(answer: OktaAnswer): unknown {
  try {
    return JSON.parse(answer.body.toString('utf8')) as unknown
  } catch {
    return undefined
  }
}

function strange(what: string, {requestId}: OktaAnswer): OpsError {
  const mark = requestId === undefined ? '' : ` (request ${requestId})`
  return new OpsError('OPS_BAD_ANSWER', `the org's answer about ${what} cannot be read${mark}`, {
    failure: 'unavailable',
    next: 'okta-ops org check',
  })
}
