import {counted, grouped} from '../../shared/counted.js'
import {formatDuration} from '../../shared/duration.js'
import type {ShownStatus} from './shown-status.js'

/** A status for people, label by label. */
export function statusFacts(
  {connection, token, drift, lastRun, watch}: ShownStatus,
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
    ...(watch === undefined ? [] : watchFacts(watch, now)),
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

type Fact = readonly [label: string, value: string | undefined]

function watchFacts(
  {running, name, from, lastPassAt, lastRound, held, open, lagMs, trouble}: NonNullable<ShownStatus['watch']>,
  now: Date,
): readonly Fact[] {
  const ago = (at: string): string => `${formatDuration(Math.max(0, now.getTime() - Date.parse(at)))} ago`
  const events = {log: 'the System Log', hook: 'event hooks', both: 'the System Log and event hooks'}
  return [
    ['watch', running ? `${name} follows ${events[from]}` : `${name} does not run`],
    ['full pass', lastPassAt === undefined ? 'none yet' : ago(lastPassAt)],
    [
      'lag',
      lagMs === undefined
        ? lastRound && `none; ${formatDuration(lastRound.lagMs)} after the event, ${ago(lastRound.at)}`
        : `${formatDuration(lagMs)}, ${counted(open, 'hint')} to be looked at`,
    ],
    ['trouble', trouble],
    ...held.map(({group, guards, since}): Fact => [
      'held',
      `${group}: ${guards.length === 0 ? 'fails' : guards.join(', ')}, for ${formatDuration(now.getTime() - Date.parse(since))}`,
    ]),
  ]
}
