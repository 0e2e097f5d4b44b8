import {counted, grouped} from '../../shared/counted.js'
import {formatDuration} from '../../shared/duration.js'
import type {ShownStatus} from './shown-status.js'

/** A status for people, label by label. */
export function statusFacts(
  {connection, token, drift, lastRun}: ShownStatus,
  now: Date,
): readonly (readonly [label: string, value: string | undefined])[] {
  return [
    ['endpoint', connection.url],
    ['token', connection.token],
    ['next token', connection.nextToken],
    [
      'token ends',
      token === undefined
        ? 'not known: scim connect --token-issued DATE'
        : `${token.ends} (${token.daysLeft < 0 ? 'over' : `in ${counted(token.daysLeft, 'day')}`})`,
    ],
    ['scim.yaml', connection.file ?? 'none'],
    ['drift', drift === undefined ? 'not known: okta-ops scim plan' : driftWords(drift)],
    ['looked at', drift && `${formatDuration(drift.lagMs)} ago`],
    ['last run', lastRun === undefined ? 'none on this machine' : runWords(lastRun, now)],
  ]
}

function driftWords({groups, missing, extra, unread}: NonNullable<ShownStatus['drift']>): string {
  const open = unread === 0 ? '' : `, ${counted(unread, 'group')} could not be read`
  const found = missing + extra === 0 ? 'none' : `${grouped(missing)} missing, ${grouped(extra)} too much`
  return `${found} (${counted(groups, 'group')}${open})`
}

function runWords({id, state, startedAt, done}: NonNullable<ShownStatus['lastRun']>, now: Date): string {
  const ago = formatDuration(now.getTime() - new Date(startedAt).getTime())
  const what = done === undefined ? '' : `, ${grouped(done.added)} added, ${grouped(done.removed)} removed`
  return `${id}: ${state}${what}, ${ago} ago`
}
