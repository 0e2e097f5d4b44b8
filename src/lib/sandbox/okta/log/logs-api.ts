import {boundedPage, pageBody, pollPage} from './log-page.js'
import type {LogPlace} from './log-cursors.js'
import {readLogQuery, type LogQuery} from './log-query.js'
import type {OktaReply, OktaRequest} from '../api/request.js'
import {nextUrl, selfUrl} from '../api/links.js'
import {OktaRefusal, queryTimeout} from '../refusal.js'
import type {World} from '../../world.js'

/**
 * GET /api/v1/logs. A poll goes by commit and never ends; a bounded query goes by `published` and does.
 * https://developer.okta.com/docs/reference/system-log-query/
 */
export function listLogs({world, call}: OktaRequest): OktaReply {
  if (world.faults.take(['timeout'], 'okta.logs') !== undefined) throw queryTimeout()
  const now = world.now()
  const query = readLogQuery(call.query, now)
  const place = query.after === undefined ? undefined : resume(world, query.after, now)
  const slice =
    query.kind === 'polling'
      ? pollPage(world.okta.log, query, repeated(world, query, place))
      : boundedPage(world.okta.log, query, place)
  const self = {url: selfUrl(world, call), rel: 'self'} as const
  const after = cursorFor(world, query, {next: slice.next, empty: slice.events.length === 0})
  return {
    links: after === undefined ? [self] : [self, {url: nextUrl(world, call, after), rel: 'next'}],
    body: pageBody(slice.events),
  }
}

function resume(world: World, after: string, now: Date): LogPlace {
  const forgotten = world.faults.take(['cursor'], 'okta.logs') !== undefined
  const place = world.okta.cursors.resume(after, now.getTime(), world.lifetimes.cursorMs)
  if (place !== undefined && !forgotten) return place
  throw new OktaRefusal(400, 'E0000001', {
    summary: `Api validation failed: 'after': The cursor is not valid or has expired.`,
    causes: [`after: The cursor is not valid or has expired.`],
  })
}

/** The `repeat` fault: a page begins with some events that the page before it ended with. */
function repeated(world: World, query: LogQuery, place: LogPlace | undefined): LogPlace | undefined {
  if (place?.kind !== 'polling') return place
  const asked = world.faults.take(['repeat'], 'okta.logs')?.value ?? 0
  const again = Math.min(asked, query.limit - 1, place.index)
  return again > 0 ? {...place, index: place.index - again} : place
}

/** An empty page names its own cursor again, so that whoever waits need not remember a new one each time. */
function cursorFor(
  world: World,
  {after, kind}: LogQuery,
  {next, empty}: {readonly next: LogPlace | undefined; readonly empty: boolean},
): string | undefined {
  if (next === undefined) return undefined
  if (empty && after !== undefined && kind === 'polling') {
    world.okta.cursors.advance(after, next)
    return after
  }
  return world.okta.cursors.issue(next, world.now().getTime())
}
