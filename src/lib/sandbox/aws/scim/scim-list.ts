import {parseFilter, FilterRefused} from '../../okta/log/filter.js'
import type {Filter} from 'scim2-parse-filter'
import type {Shelf} from '../directory/shelf.js'
import {invalid} from './scim-refusal.js'
import type {ScimReply, ScimRequest} from './scim-request.js'

const listSchema = 'urn:ietf:params:scim:api:messages:2.0:ListResponse'
const mostNew = 100
const mostOld = 50

/** The comparisons of `filter`, in order: `{'displayName': 'x'}`. Attributes are told apart without their case. */
export type Asked = readonly {readonly attribute: string; readonly value: string}[]

/**
 * The `filter` of the query, of which AWS takes only `eq`, one or two joined by `and`.
 * @throws ScimRefusal 400
 */
export function filterOf({call}: ScimRequest): Asked | undefined {
  const text = call.query.get('filter')
  if (text === null) return undefined
  try {
    return comparisonsOf(parseFilter(text))
  } catch (error) {
    throw error instanceof FilterRefused ? invalid() : error
  }
}

function comparisonsOf(filter: Filter): Asked {
  if (filter.op === 'and') return filter.filters.flatMap(comparisonsOf)
  if (filter.op !== 'eq' || typeof filter.compValue !== 'string') throw invalid()
  return [{attribute: filter.attrPath.toLowerCase(), value: unescaped(filter.compValue)}]
}

/** The parser leaves escapes as they are written; a value is a JSON text. */
function unescaped(text: string): string {
  if (!text.includes('\\')) return text
  try {
    return JSON.parse(`"${text.replaceAll(/(?<!\\)"/g, String.raw`\"`)}"`) as string
  } catch {
    throw invalid()
  }
}

/**
 * A page of what was found. With a bare `cursor` or one that an answer gave: pages of at most `count`, and a `nextCursor` as
 * long as others follow. Without: the first page, and no word of any other.
 * @throws ScimRefusal 400
 */
export function listReply<T extends {readonly number: number}>(
  request: ScimRequest,
  found: Shelf<T>,
  show: (item: T) => object,
): ScimReply {
  const {call, scim} = request
  const asked = call.query.get('count')
  if (asked !== null && !/^\d{1,9}$/.test(asked)) throw invalid()
  const cursor = call.query.get('cursor')
  if (scim.settings.generation === 'old' || cursor === null) {
    const most = scim.settings.generation === 'old' ? mostOld : mostNew
    const {items} = found.page(0, Math.min(most, Number(asked ?? most)))
    return listing({totalResults: items.length, itemsPerPage: items.length, startIndex: 1}, items.map(show))
  }
  const count = Number(asked ?? mostNew)
  if (count < 1 || count > mostNew) throw invalid()
  const {items, isLast} = found.page(startOf(request, cursor), sizeOf(request, count))
  const last = items.at(-1)
  const next = isLast || last === undefined ? {} : {nextCursor: cursorAfter(request, last.number)}
  return listing({itemsPerPage: items.length, ...next}, items.map(show))
}

function listing(about: object, resources: readonly object[]): ScimReply {
  return {body: {...about, schemas: [listSchema], Resources: resources}}
}

function sizeOf({scim, world, operation}: ScimRequest, count: number): number {
  const planned = world.faults.take(['page_size'], operation)?.value ?? count
  const most = Math.min(count, planned)
  return scim.settings.shortPages ? 1 + scim.dice().below(most) : most
}

/** A cursor belongs to the list it was given for. */
function cursorAfter({call, operation}: ScimRequest, number: number): string {
  const list = `${operation} ${call.query.get('filter') ?? ''}`
  return Buffer.from(JSON.stringify([number, list])).toString('base64url')
}

function startOf(request: ScimRequest, cursor: string): number {
  if (cursor === '') return 0
  if (request.world.faults.take(['cursor'], request.operation) !== undefined) throw invalid()
  const number = readNumber(cursor)
  if (cursorAfter(request, number) !== cursor) throw invalid()
  return number
}

function readNumber(cursor: string): number {
  try {
    const [number] = JSON.parse(Buffer.from(cursor, 'base64url').toString()) as unknown[]
    return typeof number === 'number' ? number : 0
  } catch {
    return 0
  }
}
