import {OpsError} from '../shared/errors.js'

/** What the end of a bounded query is judged by. */
export interface BoundedPage {
  /** The address it was read from. */
  readonly url: string
  readonly next: string | undefined
  /** How many it has. */
  readonly events: number
}

/** Okta documents no empty page in the middle of a range; a few are read over, so that nothing behind them is missed. */
const mostEmptyPages = 20

/**
 * Looks at the pages of a bounded query, one after the other. Its end is a page without a next link (System Log query, bounded
 * requests); a server or proxy that never sends one would be asked for ever, at the cost of the org's rate limit.
 * @returns throws OpsError OPS_BAD_ANSWER (unavailable) for a link back to a page that was read, and for page after page without events
 */
export function createEndWatch(): (page: BoundedPage) => void {
  const read = new Set<string>()
  let empty = 0
  return ({url, next, events}) => {
    read.add(url)
    empty = events === 0 ? empty + 1 : 0
    if (next === undefined) return
    if (read.has(next))
      throw endless('the org names a page of the System Log as the next one that it has sent already', next)
    if (empty >= mostEmptyPages)
      throw endless(
        `the org sent ${mostEmptyPages} pages of the System Log without an event, and names another one`,
        next,
      )
  }
}

function endless(what: string, next: string): OpsError {
  return new OpsError('OPS_BAD_ANSWER', `${what}: reading would never end (${new URL(next).host})`, {
    failure: 'unavailable',
    next: 'okta-ops org check',
  })
}
