import {parseDuration} from './duration.js'
import {OpsError} from './errors.js'
import {shellWord} from './shell-word.js'

export interface WhenOptions {
  readonly now: Date
  /** The flag or YAML key, for messages. */
  readonly what: string
}

/** How long Okta keeps events, and how far back `since` may lie at all (developer.okta.com, System Log query). */
export const keptDays = 90
const reachDays = 180
const dayMs = 86_400_000

const clock = /^(\d{1,2}):(\d\d)$/
const calendar =
  /^(\d{4})-(\d\d)-(\d\d)(?:[T ](\d\d):(\d\d)(?::(\d\d)(?:[.,](\d{1,9}))?)?(Z|[+-]\d\d(?::?\d\d)?)?)?$/i

/**
 * Reads a point in time as people write it: `15m` or `1d12h` ago, `now`, `today`, `yesterday` (local midnight), `HH:MM` (local;
 * yesterday's when today's is yet to come), or an ISO 8601 date or date-time, local when it has no zone.
 * @throws OpsError OPS_TIME (usage) with examples
 */
export function parseWhen(text: string, {now, what}: WhenOptions): Date {
  const word = text.trim().toLowerCase()
  const at =
    namedTime(word, now) ?? clockTime(word, now) ?? calendarTime(text.trim()) ?? timeAgo(word, {now, what})
  if (at !== undefined && Math.abs(at.getTime()) < 8.64e15) return at
  throw new OpsError(
    'OPS_TIME',
    `${what} is not a time: ${JSON.stringify(text)}. Write it like 15m, 1d12h, today, yesterday, 14:30, 2026-03-01 or 2026-03-01T14:30:00Z.`,
    {failure: 'usage'},
  )
}

/**
 * Says what to expect of a range that begins at `since`: undefined, or a warning when Okta has already dropped a part of it.
 * @throws OpsError OPS_TIME (usage) when Okta would refuse it (400 E0000053)
 */
export function checkReach(since: Date, now: Date, what = '--since'): string | undefined {
  const days = (now.getTime() - since.getTime()) / dayMs
  if (days > reachDays)
    throw new OpsError(
      'OPS_TIME',
      `${what} is ${since.toISOString()}, ${Math.floor(days)} days ago: Okta refuses more than ${reachDays}, and keeps ${keptDays}`,
      {failure: 'usage'},
    )
  if (days <= keptDays) return undefined
  return `${what} is ${Math.floor(days)} days ago and Okta keeps events for ${keptDays} days: the beginning will be missing`
}

/**
 * Checks that a range has a length.
 * @throws OpsError OPS_TIME (usage) when `until` is not after `since`
 */
export function checkRange({since, until}: {readonly since: Date; readonly until: Date}): void {
  if (until > since) return
  throw new OpsError(
    'OPS_TIME',
    `--until (${until.toISOString()}) is not after --since (${since.toISOString()})`,
    {failure: 'usage'},
  )
}

/** A command with another `--since` and no `--until`, to be typed next. */
export function againSince(command: readonly string[], since: string): string {
  const words = command.filter((word, index) => {
    const before = command[index - 1] ?? ''
    return !/^--(?:since|until)(?:=|$)/.test(word) && !/^--(?:since|until)$/.test(before)
  })
  return [...words, '--since', since].map(shellWord).join(' ')
}

/**
 * Reads a time or a range; a refusal without a way on gets the widest range that there is.
 * @param command the words that were typed
 * @throws OpsError as `read`
 */
export function orWidest<T>(command: readonly string[], read: () => T): T {
  try {
    return read()
  } catch (error) {
    if (!(error instanceof OpsError) || error.code !== 'OPS_TIME' || error.next !== undefined) throw error
    const next = againSince(command, `${keptDays}d`)
    throw new OpsError(error.code, error.message, {failure: error.failure, next, cause: error})
  }
}

function namedTime(word: string, now: Date): Date | undefined {
  if (word === 'now') return now
  if (word === 'today') return localDay(now, 0)
  return word === 'yesterday' ? localDay(now, -1) : undefined
}

/** Midnight of a day, counted from today; by the calendar, since a day may have 23 or 25 hours. */
function localDay(now: Date, days: number): Date {
  return new Date(now.getFullYear(), now.getMonth(), now.getDate() + days)
}

function clockTime(word: string, now: Date): Date | undefined {
  const found = clock.exec(word)
  if (!found) return undefined
  const [hours, minutes] = [Number(found[1]), Number(found[2])]
  if (hours > 23 || minutes > 59) return undefined
  const [year, month, day] = [now.getFullYear(), now.getMonth(), now.getDate()]
  const today = new Date(year, month, day, hours, minutes)
  return today > now ? new Date(year, month, day - 1, hours, minutes) : today
}

function calendarTime(text: string): Date | undefined {
  const found = calendar.exec(text)
  if (!found) return undefined
  const [year, month, day, hours, minutes, seconds] = found.slice(1, 7).map((part) => Number(part || 0))
  const parts = [year ?? 0, (month ?? 0) - 1, day ?? 0, hours ?? 0, minutes ?? 0, seconds ?? 0] as const
  const ms = Number((found[7] ?? '').padEnd(3, '0').slice(0, 3))
  const utc = new Date(Date.UTC(...parts, ms))
  const fits =
    utc.getUTCFullYear() === parts[0] &&
    utc.getUTCMonth() === parts[1] &&
    utc.getUTCDate() === parts[2] &&
    parts[3] < 24 &&
    parts[4] < 60 &&
    parts[5] < 60
  if (!fits) return undefined
  const zone = found[8]
  return zone === undefined ? new Date(...parts, ms) : new Date(utc.getTime() - zoneMs(zone))
}

/** How far a zone such as `Z`, `+02:00`, `-0530` or `+02` is ahead of UTC. */
function zoneMs(zone: string): number {
  const [, sign, hours, minutes] = /^([+-])(\d\d):?(\d\d)?$/.exec(zone) ?? []
  const ms = (Number(hours ?? 0) * 60 + Number(minutes ?? 0)) * 60_000
  return sign === '-' ? -ms : ms
}

/** Whether a time is written as a span back from now, such as `7d`: it lies as far back whenever it is read. */
export function isSpan(text: string): boolean {
  return /^(?:\d+(?:ms|[smhd]))+$/.test(text.trim().toLowerCase())
}

function timeAgo(word: string, {now, what}: WhenOptions): Date | undefined {
  if (!isSpan(word)) return undefined
  return new Date(now.getTime() - parseDuration(word, what))
}
