import type {RunState} from '../../ports/flow-runner.js'
import type {SqlRow, SqlValue, Store} from '../../store/store.js'
import {readEvent, readWork} from './work-row.js'
import type {SeenEvent, Work, WorkState} from './work.js'

/** One try of a piece of work. */
export interface Try {
  readonly runId: string
  /** 1, 2, ... */
  readonly number: number
  readonly startedAt: Date
  readonly state: RunState
  readonly reason?: string
  readonly endedAt?: Date
}

/** Work with everything that belongs to it. */
export interface WorkStory {
  readonly work: Work
  readonly event: SeenEvent
  readonly tries: readonly Try[]
}

/** What to look for; each part narrows it. */
export interface WorkQuery {
  readonly id?: number
  /** The event's uuid. */
  readonly event?: string
  /** Of any try. */
  readonly run?: string
  readonly rule?: string
  /** Event type. */
  readonly type?: string
  /** A login, id or display name of the event's actor or of one of its targets; case does not matter. */
  readonly user?: string
  readonly states?: readonly WorkState[]
  /** Events seen since then. */
  readonly since?: Date
  /** The newest so many. */
  readonly limit?: number
}

/** How much of what there is. */
export interface WorkCount {
  readonly rule: string
  readonly state: WorkState
  readonly count: number
}

/** The journal to be looked at. */
export interface WorkReader {
  /** Newest work first. */
  readonly find: (query: WorkQuery) => readonly WorkStory[]
  readonly event: (uuid: string) => SeenEvent | undefined
  /** By rule and state. */
  readonly counts: () => readonly WorkCount[]
  /** Since when the oldest work that is due has waited, whatever its rule. */
  readonly oldestDueAt: (now: Date) => Date | undefined
}

export function createWorkReader(store: Store): WorkReader {
  const tries = store.prepare('SELECT * FROM try WHERE work = ? ORDER BY number')
  const event = store.prepare('SELECT * FROM event WHERE uuid = ?')
  const counts = store.prepare(
    'SELECT rule, state, count(*) AS n FROM work GROUP BY rule, state ORDER BY rule, state',
  )
  const oldest = store.prepare(`SELECT min(due_at) AS at FROM work WHERE state = 'planned' AND due_at <= ?`)
  const eventOf = (uuid: string): SeenEvent | undefined => {
    const row = event.get(uuid)
    return row && readEvent(row)
  }
  return {
    find: (query) => {
      const {where, values} = conditionsOf(query)
      const limit = query.limit ?? -1
      const rows = store
        .prepare(
          `SELECT work.* FROM work JOIN event ON event.uuid = work.event
           WHERE ${['1', ...where].join(' AND ')} ORDER BY work.id DESC LIMIT ?`,
        )
        .all(...values, limit)
      return rows.flatMap((row) => {
        const work = readWork(row)
        const seen = eventOf(work.event)
        return seen === undefined ? [] : [{work, event: seen, tries: tries.all(work.id).map(readTry)}]
      })
    },
    event: eventOf,
    counts: () =>
      counts.all().map((row) => ({
        rule: String(row['rule']),
        state: String(row['state']) as WorkState,
        count: Number(row['n']),
      })),
    oldestDueAt: (now) => {
      const at = oldest.get(now.getTime())?.['at']
      return typeof at === 'number' ? new Date(at) : undefined
    },
  }
}

function readTry(row: SqlRow): Try {
  return {
    runId: String(row['run_id']),
    number: Number(row['number']),
    startedAt: new Date(Number(row['started_at'])),
    state: String(row['state']) as RunState,
    ...(row['reason'] === null ? {} : {reason: String(row['reason'])}),
    ...(row['ended_at'] === null ? {} : {endedAt: new Date(Number(row['ended_at']))}),
  }
}

function conditionsOf(query: WorkQuery): {
  readonly where: readonly string[]
  readonly values: readonly SqlValue[]
} {
  const {id, event, run, rule, type, user, states, since} = query
  const parts: readonly (readonly [string, SqlValue | undefined])[] = [
    ['work.id = ?', id],
    ['work.event = ?', event],
    ['work.id IN (SELECT work FROM try WHERE run_id = ?)', run],
    ['work.rule = ?', rule],
    ['event.type = ?', type],
    [isAbout, user?.toLowerCase()],
    ['work.state IN (SELECT value FROM json_each(?))', states && JSON.stringify(states)],
    ['event.seen_at >= ?', since?.getTime()],
  ]
  const given = parts.filter(([, value]) => value !== undefined)
  return {where: given.map(([sql]) => sql), values: given.map(([, value]) => value ?? null)}
}

/** Whether somebody is the event's actor or among its targets. */
const isAbout = `EXISTS (
  SELECT 1 FROM (
    SELECT json_extract(event.body, '$.actor') AS who
    UNION ALL
    SELECT value FROM json_each(event.body, '$.target')
  ), (SELECT ? AS wanted)
  WHERE json_valid(who) AND wanted IN (
    lower(json_extract(who, '$.alternateId')), lower(json_extract(who, '$.id')), lower(json_extract(who, '$.displayName'))
  ))`
