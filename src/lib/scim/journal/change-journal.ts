import {ownIdentity} from '../../shared/process-identity.js'
import type {Store} from '../../store/store.js'

/** How many of what a run wants to change, or has changed. */
export interface ChangeCounts {
  readonly groups: number
  readonly added: number
  readonly removed: number
  readonly created: number
  readonly deleted: number
}

export interface NewRun {
  /** `newRunId` */
  readonly id: string
  readonly tenant: string
  readonly org: string
  /** Who runs it: a login of Okta's where it is known, else the account of this machine. */
  readonly who: string
  /** Of the saved plan that is applied. */
  readonly checksum?: string | undefined
  readonly wanted: ChangeCounts
}

/** `partly`: some groups were refused or failed; `stopped`: by hand; `failed`: something ended it. */
export type RunState = 'running' | 'applied' | 'partly' | 'stopped' | 'failed'

export interface RunEnd {
  readonly state: Exclude<RunState, 'running'>
  readonly done: ChangeCounts
  readonly reason?: string | undefined
}

export type ChangeKind = 'create' | 'set' | 'members' | 'delete'

/** Identity Center's ids of users, with their userNames. */
export type NamedUsers = Readonly<Record<string, string>>

export interface SentChange {
  readonly run: string
  /** Undefined for a group that is being made. */
  readonly groupId: string | undefined
  readonly groupName: string
  readonly kind: ChangeKind
  readonly added: NamedUsers
  readonly removed: NamedUsers
}

/** `unknown`: no answer came, so it may have been made. */
export type ChangeState = 'sent' | 'acknowledged' | 'refused' | 'unknown'

export interface ChangeEnd {
  readonly state: Exclude<ChangeState, 'sent'>
  readonly groupId?: string | undefined
  readonly reason?: string | undefined
}

/** Written while plans are applied. Each call is one transaction, and on disk when it returns. */
export interface ChangeJournal {
  readonly beginRun: (run: NewRun, at: Date) => void
  readonly endRun: (id: string, end: RunEnd, at: Date) => void
  /** From here on the change may have been made. @returns its number */
  readonly sent: (change: SentChange, at: Date) => number
  readonly ended: (change: number, end: ChangeEnd, at: Date) => void
  /**
   * By the ids of users: what AWS has last acknowledged of the group's memberships since then, in any run; without those for whom
   * the opposite was sent later and had no answer, since nobody knows which of the two holds.
   */
  readonly acknowledged: (
    group: {readonly tenant: string; readonly id: string},
    since: Date,
  ) => ReadonlyMap<string, 'added' | 'removed'>
  /** The id of a group that AWS has acknowledged to be made since then, and not to be deleted again. */
  readonly acknowledgedGroup: (
    group: {readonly tenant: string; readonly name: string},
    since: Date,
  ) => string | undefined
}

/** How long a change is kept: a year and a month, for whoever is asked at the end of the year. */
const keptMs = 400 * 86_400_000

/** What is later than that was written while the clock was ahead, and would count as new until it has caught up. */
const longestMs = 15 * 60_000
const endOf = (since: Date): number => since.getTime() + longestMs

export function createChangeJournal(store: Store): ChangeJournal {
  const begin = store.prepare(
    `INSERT INTO run (id, tenant, org, who, checksum, wanted, state, started_at, owner)
     VALUES (?, ?, ?, ?, ?, ?, 'running', ?, ?)`,
  )
  const prune = store.prepare('DELETE FROM run WHERE started_at < ?')
  const endRun = store.prepare('UPDATE run SET state = ?, done = ?, reason = ?, ended_at = ? WHERE id = ?')
  const insert = store.prepare(
    `INSERT INTO change (run, group_id, group_name, kind, added, removed, count, sent_at, state)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, 'sent')`,
  )
  const lastId = store.prepare('SELECT last_insert_rowid() AS id')
  const end = store.prepare(
    'UPDATE change SET state = ?, group_id = COALESCE(?, group_id), reason = ?, ended_at = ? WHERE id = ?',
  )
  const known = store.prepare(
    `SELECT added, removed, change.state FROM change JOIN run ON run.id = change.run
     WHERE group_id = ? AND change.state <> 'refused' AND COALESCE(change.ended_at, sent_at) > ? AND tenant = ?
       AND COALESCE(change.ended_at, sent_at) < ?
     ORDER BY change.id`,
  )
  const lastMade = store.prepare(
    `SELECT group_id, kind FROM change JOIN run ON run.id = change.run
     WHERE group_name = ? AND change.state = 'acknowledged' AND change.ended_at > ? AND tenant = ?
       AND change.ended_at < ? AND kind IN ('create', 'delete') ORDER BY change.id DESC LIMIT 1`,
  )
  const owner = JSON.stringify(ownIdentity())
  return {
    beginRun: ({id, tenant, org, who, checksum, wanted}, at) => {
      store.transaction(() => {
        prune.run(at.getTime() - keptMs)
        begin.run(id, tenant, org, who, checksum ?? null, JSON.stringify(wanted), at.getTime(), owner)
      })
    },
    endRun: (id, {state, done, reason}, at) => {
      endRun.run(state, JSON.stringify(done), reason ?? null, at.getTime(), id)
    },
    sent: ({run, groupId, groupName, kind, added, removed}, at) => {
      const count = Object.keys(added).length + Object.keys(removed).length
      const values = [JSON.stringify(added), JSON.stringify(removed), count, at.getTime()] as const
      return store.transaction(() => {
        insert.run(run, groupId ?? null, groupName, kind, ...values)
        return Number(lastId.get()?.['id'])
      })
    },
    ended: (change, {state, groupId, reason}, at) => {
      end.run(state, groupId ?? null, reason ?? null, at.getTime(), change)
    },
    acknowledged: ({tenant, id}, since) => {
      const last = new Map<string, 'added' | 'removed'>()
      for (const row of known.all(id, since.getTime(), tenant, endOf(since)))
        for (const what of ['removed', 'added'] as const)
          for (const user of Object.keys(JSON.parse(String(row[what])) as NamedUsers))
            if (row['state'] === 'acknowledged') last.set(user, what)
            else if (last.get(user) !== what) last.delete(user)
      return last
    },
    acknowledgedGroup: ({tenant, name}, since) => {
      const row = lastMade.get(name, since.getTime(), tenant, endOf(since))
      return row?.['kind'] === 'create' && row['group_id'] !== null ? String(row['group_id']) : undefined
    },
  }
}
