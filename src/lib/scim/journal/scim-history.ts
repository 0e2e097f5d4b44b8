import {sightOf, type ProcessIdentity} from '../../shared/process-identity.js'
import type {SqlRow, SqlValue, Store} from '../../store/store.js'
import type {ChangeCounts, ChangeKind, ChangeState, NamedUsers, RunState} from './change-journal.js'

/** One `scim apply`, or one round of `scim watch`. */
export interface AppliedRun {
  readonly id: string
  readonly tenant: string
  readonly org: string
  readonly who: string
  readonly checksum?: string
  readonly wanted: ChangeCounts
  /** `killed`: its process is gone, and has not written down an end. */
  readonly state: RunState | 'killed'
  /** Undefined while it runs, and of one that was killed. */
  readonly done?: ChangeCounts
  readonly reason?: string
  readonly startedAt: Date
  readonly endedAt?: Date
}

/** One request that changed something, or may have. */
export interface JournalChange {
  readonly run: string
  readonly groupId?: string
  readonly groupName: string
  readonly kind: ChangeKind
  readonly added: NamedUsers
  readonly removed: NamedUsers
  readonly state: ChangeState
  readonly reason?: string
  readonly sentAt: Date
  readonly endedAt?: Date
}

export interface RunQuery {
  readonly tenant?: string | undefined
  /** Begun then or later. */
  readonly since?: Date | undefined
  /** The newest so many. */
  readonly limit?: number | undefined
}

export interface ChangeQuery extends RunQuery {
  readonly run?: string | undefined
  /** Name or id of the group. */
  readonly group?: string | undefined
}

/** The journal, to look at; newest first. */
export interface ScimHistory {
  readonly runs: (query: RunQuery) => readonly AppliedRun[]
  readonly changes: (query: ChangeQuery) => readonly JournalChange[]
}

export function createScimHistory(store: Store): ScimHistory {
  return {
    runs: ({tenant, since, limit}) => {
      const {where, values} = conditions([
        ['tenant = ?', tenant],
        ['started_at >= ?', since?.getTime()],
      ])
      const sql = `SELECT * FROM run ${where} ORDER BY started_at DESC, id DESC LIMIT ?`
      return store
        .prepare(sql)
        .all(...values, limit ?? -1)
        .map(runOfRow)
    },
    changes: ({tenant, since, run, group, limit}) => {
      const {where, values} = conditions([
        ['tenant = ?', tenant],
        ['sent_at >= ?', since?.getTime()],
        ['run = ?', run],
        ['(group_name = ? OR group_id = ?)', group, group],
      ])
      const sql = `SELECT change.* FROM change JOIN run ON run.id = change.run ${where} ORDER BY change.id DESC LIMIT ?`
      return store
        .prepare(sql)
        .all(...values, limit ?? -1)
        .map(changeOfRow)
    },
  }
}

type Condition = readonly [sql: string, ...values: readonly (SqlValue | undefined)[]]

function conditions(all: readonly Condition[]): {readonly where: string; readonly values: SqlValue[]} {
  const asked = all.filter(([, value]) => value !== undefined)
  const where = asked.length === 0 ? '' : `WHERE ${asked.map(([sql]) => sql).join(' AND ')}`
  return {where, values: asked.flatMap(([, ...values]) => values.flatMap((value) => value ?? []))}
}

function runOfRow(row: SqlRow): AppliedRun {
  const owner = JSON.parse(String(row['owner'])) as ProcessIdentity
  const state = String(row['state']) as RunState
  return {
    id: String(row['id']),
    tenant: String(row['tenant']),
    org: String(row['org']),
    who: String(row['who']),
    ...texts(row, ['checksum', 'reason']),
    wanted: JSON.parse(String(row['wanted'])) as ChangeCounts,
    state: state === 'running' && sightOf(owner) === 'gone' ? 'killed' : state,
    ...(row['done'] === null ? {} : {done: JSON.parse(String(row['done'])) as ChangeCounts}),
    startedAt: new Date(Number(row['started_at'])),
    ...endedAt(row),
  }
}

function changeOfRow(row: SqlRow): JournalChange {
  return {
    run: String(row['run']),
    ...(row['group_id'] === null ? {} : {groupId: String(row['group_id'])}),
    groupName: String(row['group_name']),
    kind: String(row['kind']) as ChangeKind,
    added: JSON.parse(String(row['added'])) as NamedUsers,
    removed: JSON.parse(String(row['removed'])) as NamedUsers,
    state: String(row['state']) as ChangeState,
    ...texts(row, ['reason']),
    sentAt: new Date(Number(row['sent_at'])),
    ...endedAt(row),
  }
}

function texts<Name extends string>(row: SqlRow, names: readonly Name[]): {[key in Name]?: string} {
  return Object.fromEntries(
    names.flatMap((name) => (row[name] === null ? [] : [[name, String(row[name])]])),
  ) as {
    [key in Name]?: string
  }
}

function endedAt(row: SqlRow): {readonly endedAt?: Date} {
  return row['ended_at'] === null ? {} : {endedAt: new Date(Number(row['ended_at']))}
}
