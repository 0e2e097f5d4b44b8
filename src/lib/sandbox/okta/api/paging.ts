import {nextUrl, selfUrl} from './links.js'
import type {OktaRequest, PageLink} from './request.js'
import {invalid} from '../refusal.js'

export interface PageRule {
  /** Entries a page when the caller names no number, and the most that may be named. */
  readonly usual: number
  readonly most: number
}

/**
 * The page that `limit` and `after` ask for. A cursor is the id of the last entry before, as Okta's are; an entry that is
 * gone meanwhile leaves its place.
 * @throws OktaRefusal 400 for a limit that is none
 */
export function pageOf<T extends {readonly id: string}>(
  {world, call}: OktaRequest,
  items: readonly T[],
  rule: PageRule,
): {readonly items: readonly T[]; readonly links: readonly PageLink[]} {
  const limit = readLimit(call.query.get('limit'), rule)
  const after = call.query.get('after')
  const at = after === null ? -1 : items.findIndex(({id}) => id === after)
  const rest = after === null ? items : at >= 0 ? items.slice(at + 1) : items.filter(({id}) => id > after)
  const page = rest.slice(0, limit)
  const last = page.at(-1)
  const self: PageLink = {url: selfUrl(world, call), rel: 'self'}
  const more = rest.length > page.length && last !== undefined
  return {items: page, links: more ? [self, {url: nextUrl(world, call, last.id), rel: 'next'}] : [self]}
}

function readLimit(text: string | null, {usual, most}: PageRule): number {
  if (text === null || text === '') return usual
  if (!/^\d{1,9}$/.test(text) || Number(text) === 0) throw invalid('limit', `must be between 1 and ${most}`)
  return Math.min(Number(text), most)
}
