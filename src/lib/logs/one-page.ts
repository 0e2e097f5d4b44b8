import type {LogQuery} from '../ports/system-log.js'
import {createFreshness} from './freshness.js'
import {readPageOf} from './page-events.js'
import type {Selection} from './query/selection.js'
import {asked, type ReadingDeps} from './tail.js'
import {waitTeller} from './view/notices.js'
import {createShow} from './view/show.js'

export interface OnePageOptions {
  readonly since: Date
  readonly pageSize: number
  readonly selection: Pick<Selection, 'filter' | 'q' | 'accepts'>
}

/** What one page brought. */
export interface OnePage {
  readonly orgUrl: string
  readonly events: number
  readonly shown: number
  /** The page was full: there is more. */
  readonly more: boolean
  /** X-Okta-Request-Id, to find the call in Okta's own log. */
  readonly requestId: string | null
}

/**
 * Asks once, as a collector would at its start, and shows the page. Nothing is remembered.
 * @throws OpsError what the org refuses, or does not answer after retries
 */
export async function showOnePage(deps: ReadingDeps, options: OnePageOptions): Promise<OnePage> {
  const {machine, log, signal, say, live} = deps
  const {since, pageSize, selection} = options
  const query: LogQuery = {...asked(selection), since, limit: pageSize, sortOrder: 'ASCENDING'}
  const waits = waitTeller({machine, say, live})
  const page = await log.read(log.firstUrl(query), {signal, onWait: waits.tell}).finally(waits.end)
  const read = readPageOf(page)
  const show = createShow(deps, {accepts: selection.accepts})
  await show.page({read, freshness: createFreshness().of(read.events, page.servedAt)})
  await show.end()
  const events = read.events.length
  const {shown} = show.tally()
  return {orgUrl: log.orgUrl, events, shown, more: events >= pageSize, requestId: page.requestId ?? null}
}
