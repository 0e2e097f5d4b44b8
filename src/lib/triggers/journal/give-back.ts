import type {Store} from '../../store/store.js'

/**
 * Takes back what a try has counted against its rule's throttle, when nothing was run: the place is free again, and what was
 * put off because of it is due again.
 */
export function createGiveBack(
  store: Store,
): (tried: {readonly runId: string; readonly now: number}) => void {
  const place = store.prepare(
    `SELECT start.rowid AS id, start.rule, start.throttle_key FROM try
     JOIN work ON work.id = try.work
     JOIN start ON start.rule = work.rule AND start.throttle_key = work.throttle_key AND start.at = try.started_at
     WHERE try.run_id = ? LIMIT 1`,
  )
  const free = store.prepare('DELETE FROM start WHERE rowid = ?')
  // What is debounced or tried again waits for a reason of its own.
  const due = store.prepare(
    `UPDATE work SET due_at = ? WHERE rule = ? AND throttle_key = ? AND state = 'planned' AND due_at > ?
     AND tries = 0 AND debounce_key IS NULL`,
  )
  return ({runId, now}) => {
    const found = place.get(runId)
    if (found === undefined) return
    free.run(found['id'] ?? null)
    due.run(now, found['rule'] ?? null, found['throttle_key'] ?? null, now)
  }
}
