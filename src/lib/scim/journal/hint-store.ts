import type {SqlRow, Store} from '../../store/store.js'
import type {Hint} from '../watch/event-hints.js'

/** A hint that nobody has looked at yet. */
export interface OpenHint extends Hint {
  /** In the order they came. */
  readonly id: number
}

/** What of Okta's events is still to be looked at; each call is one transaction, and on disk when it returns. */
export interface HintStore {
  /** @returns how many of them are new: one of the same event about the same pair is known for a day */
  readonly addHints: (tenant: string, hints: readonly Hint[], at: Date) => number
  /** Those after `after`, in the order they came. */
  readonly openHints: (tenant: string, after: number) => readonly OpenHint[]
  readonly endHints: (ids: readonly number[], at: Date) => void
  /** How many are open, and when the oldest of their events happened. */
  readonly hintBacklog: (tenant: string) => {readonly open: number; readonly oldestAt: Date | undefined}
}

/** An event hook and the System Log may tell of the same event hours apart. */
const knownMs = 86_400_000

export function createHintStore(store: Store): HintStore {
  const insert = store.prepare(
    'INSERT OR IGNORE INTO hint (tenant, uuid, group_id, user_id, published_at) VALUES (?, ?, ?, ?, ?)',
  )
  const forget = store.prepare('DELETE FROM hint WHERE done_at < ?')
  const open = store.prepare(
    'SELECT id, uuid, group_id, user_id, published_at FROM hint WHERE tenant = ? AND done_at IS NULL AND id > ? ORDER BY id',
  )
  const end = store.prepare('UPDATE hint SET done_at = ? WHERE id = ? AND done_at IS NULL')
  const backlog = store.prepare(
    'SELECT count(*) AS open, min(published_at) AS oldest FROM hint WHERE tenant = ? AND done_at IS NULL',
  )
  return {
    addHints: (tenant, hints, at) =>
      store.transaction(() => {
        store.assertInPlace()
        forget.run(at.getTime() - knownMs)
        const added = hints.map(({uuid, groupId = '', userId = '', publishedAt}) =>
          insert.run(tenant, uuid, groupId, userId, publishedAt.getTime()),
        )
        return added.reduce((sum, {changes}) => sum + changes, 0)
      }),
    openHints: (tenant, after) => open.all(tenant, after).map(hintOfRow),
    endHints: (ids, at) => {
      store.transaction(() => {
        for (const id of ids) end.run(at.getTime(), id)
      })
    },
    hintBacklog: (tenant) => {
      const row = backlog.get(tenant)
      const oldest = row?.['oldest'] ?? null
      return {open: Number(row?.['open']), oldestAt: oldest === null ? undefined : new Date(Number(oldest))}
    },
  }
}

function hintOfRow(row: SqlRow): OpenHint {
  const [groupId, userId] = [String(row['group_id']), String(row['user_id'])]
  return {
    id: Number(row['id']),
    uuid: String(row['uuid']),
    publishedAt: new Date(Number(row['published_at'])),
    ...(groupId === '' ? {} : {groupId}),
    ...(userId === '' ? {} : {userId}),
  }
}
