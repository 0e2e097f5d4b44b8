import {counted, grouped} from '../../shared/counted.js'
import {formatDuration} from '../../shared/duration.js'
import type {CallEstimate} from './estimate.js'
import type {LearnFigures} from './learn-both-sides.js'

const names = {scim: 'SCIM', 'identity-store': 'the Identity Store'} as const

/**
 * What reading Identity Center will take, in lines for `--explain`.
 * @param perSecond the pace that is never exceeded
 */
export function explainEstimate(
  {via, why, estimates}: Omit<LearnFigures, 'calls'>,
  perSecond: number,
): readonly string[] {
  const ways = Object.entries(estimates) as [keyof typeof names, CallEstimate][]
  return [
    `Identity Center is read by ${names[via]}: ${why}.`,
    ...ways.map(([way, estimate]) => `  ${wayLine(way, estimate, perSecond)}`),
  ]
}

/** What it took. */
export function explainCalls({via, calls}: LearnFigures): string {
  return `Identity Center was asked ${counted(calls, 'time')} by ${names[via]}.`
}

function wayLine(
  way: keyof typeof names,
  {groups, members, users, all}: CallEstimate,
  perSecond: number,
): string {
  const how = {list: 'listed', 'look-up': 'looked up'} as const
  const spanMs = (all / perSecond) * 1000
  return [
    `${names[way]}: about ${counted(all, 'call')}, ${formatDuration(spanMs)} at ${grouped(perSecond)} a second`,
    `${grouped(groups.calls)} for groups (${how[groups.how]})`,
    `${grouped(members)} for members`,
    `${grouped(users.calls)} for users (${how[users.how]})`,
  ].join('; ')
}
