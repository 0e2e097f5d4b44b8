import type {Store} from '../../store/store.js'
import {createOverwriting} from '../../store/overwriting.js'
import {createDoneMarks} from './done-marks.js'
import {firstStep} from './work.js'

/** An event of which everything has been settled for long. */
export interface OldEvent {
  readonly uuid: string
  /** Of all tries that were made for it, by any rule. */
  readonly runIds: readonly string[]
}

/** Takes out of the journal what is settled and old. What must not be done again is remembered as a hash, for good. */
export interface WorkForgetter {
  /** Events whose work has all ended before then, and for good: none is pending, running, in doubt or a dead letter. */
  readonly oldEvents: (before: Date, limit: number) => readonly OldEvent[]
  /** Removes those of them that still are so, with their work and tries, in one transaction. */
  readonly forgetEvents: (uuids: readonly string[], before: Date) => void
  /** Removes at most `limit` of a rule's starts before then, which its throttle counts no more; tells how many. */
  readonly forgetStarts: (rule: string, before: Date, limit: number) => number
}

const isSettled = `state IN ('succeeded', 'superseded', 'dropped')`
const isAllOld = `NOT EXISTS (SELECT 1 FROM work AS other WHERE other.event = work.event
  AND (other.state NOT IN ('succeeded', 'superseded', 'dropped') OR other.ended_at >= ?))`

export function createWorkForgetter(store: Store): WorkForgetter {
  const overwrite = createOverwriting(store)
  const marks = createDoneMarks(store)
  // The newest work stays: its number is not to be given twice.
  const old = store.prepare(
    `SELECT DISTINCT event FROM work WHERE ${isSettled} AND ended_at < ? AND ${isAllOld}
     AND event <> (SELECT event FROM work ORDER BY id DESC LIMIT 1) LIMIT ?`,
  )
  const runs = store.prepare('SELECT run_id FROM try WHERE work IN (SELECT id FROM work WHERE event = ?)')
  const work = store.prepare(
    `SELECT id, rule, key, step, state FROM work WHERE event = ? AND ${isSettled} AND ended_at < ? AND ${isAllOld}`,
  )
  const removeTries = store.prepare('DELETE FROM try WHERE work = ?')
  const removeWork = store.prepare('DELETE FROM work WHERE id = ?')
  const removeEvent = store.prepare('DELETE FROM event WHERE uuid = ?')
  const removeStarts = store.prepare(
    'DELETE FROM start WHERE rowid IN (SELECT rowid FROM start WHERE rule = ? AND at < ? LIMIT ?)',
  )

  const forget = (uuid: string, before: number): void => {
    const rows = work.all(uuid, before, before)
    for (const row of rows) {
      const [rule, key] = [String(row['rule']), String(row['key'])]
      if (row['step'] === firstStep) {
        marks.markEvent(rule, uuid)
        if (row['state'] === 'succeeded' && key !== uuid) marks.markKey(rule, key)
      }
      const id = Number(row['id'])
      removeTries.run(id)
      removeWork.run(id)
    }
    if (rows.length > 0) removeEvent.run(uuid)
  }

  return {
    oldEvents: (before, limit) =>
      old.all(before.getTime(), before.getTime(), limit).map((row) => {
        const uuid = String(row['event'])
        return {uuid, runIds: runs.all(uuid).map((run) => String(run['run_id']))}
      }),
    forgetEvents: (uuids, before) => {
      store.transaction(() => {
        for (const uuid of uuids) forget(uuid, before.getTime())
      })
      overwrite()
    },
    forgetStarts: (rule, before, limit) => removeStarts.run(rule, before.getTime(), limit).changes,
  }
}
