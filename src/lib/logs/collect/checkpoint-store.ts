import type {SinkPosition} from '../../delivery/sink.js'
import {OpsError} from '../../shared/errors.js'
import {shellWord} from '../../shared/shell-word.js'
import type {SqlRow, Store} from '../../store/store.js'

/** Where a consumer stands: everything that is needed to go on exactly there. */
export interface Checkpoint {
  readonly name: string
  readonly orgUrl: string
  /** What the place belongs to: a hash of org, filter and keywords. */
  readonly source: string
  /** The link to read next, verbatim; undefined before the first page. */
  readonly next: string | undefined
  /** Where reading began, ISO 8601. */
  readonly since: string
  /** The newest `published` read. */
  readonly published: string | undefined
  /** By the sink's label. */
  readonly sinks: Readonly<Record<string, SinkPosition>>
  readonly counts: CheckpointCounts
  readonly updatedAt: Date
}

/** Since the checkpoint was made. */
export interface CheckpointCounts {
  readonly pages: number
  readonly events: number
  readonly repeats: number
  readonly filtered: number
}

/** What one page adds to the set of seen events. */
export interface SeenPage {
  /** 16 bytes an event (seen-events.ts). */
  readonly uuids: Uint8Array
  readonly arrivedAt: Date
}

/** A checkpoint with all that it has seen. */
export interface SeenCheckpoint {
  readonly checkpoint: Checkpoint
  readonly seen: readonly SeenPage[]
}

export interface CheckpointStore {
  /** As the store's. Before anything is handed on: a place that cannot be kept means that it comes again. */
  readonly assertInPlace: () => void
  readonly find: (name: string) => Checkpoint | undefined
  readonly list: () => readonly Checkpoint[]
  /** One transaction: the place, the sinks' positions and what was seen; what arrived before `forgetBefore` goes. */
  readonly save: (
    checkpoint: Checkpoint,
    seen?: {readonly page: SeenPage; readonly forgetBefore: Date},
  ) => void
  /** One transaction: each in place of the one that had its name, with what it has seen. */
  readonly replace: (given: readonly SeenCheckpoint[]) => void
  readonly seen: (name: string) => readonly SeenPage[]
  readonly remove: (name: string) => boolean
}

/** Steps of the schema of `logs.db`. */
export const checkpointSchema: readonly string[] = [
  `CREATE TABLE consumer (
     name TEXT PRIMARY KEY, org_url TEXT NOT NULL, source TEXT NOT NULL, next TEXT, since TEXT NOT NULL, published TEXT,
     sinks TEXT NOT NULL, counts TEXT NOT NULL, updated_at INTEGER NOT NULL);
   CREATE TABLE seen (
     id INTEGER PRIMARY KEY, consumer TEXT NOT NULL, arrived_at INTEGER NOT NULL, uuids BLOB NOT NULL);
   CREATE INDEX seen_by_age ON seen (consumer, arrived_at);`,
]

/** Checkpoints in an open `logs.db`. */
export function createCheckpointStore(store: Store): CheckpointStore {
  const find = store.prepare('SELECT * FROM consumer WHERE name = ?')
  const list = store.prepare('SELECT * FROM consumer ORDER BY name')
  const put = store.prepare(
    `INSERT OR REPLACE INTO consumer (name, org_url, source, next, since, published, sinks, counts, updated_at)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`,
  )
  const remember = store.prepare('INSERT INTO seen (consumer, arrived_at, uuids) VALUES (?, ?, ?)')
  const forget = store.prepare('DELETE FROM seen WHERE consumer = ? AND arrived_at < ?')
  const seen = store.prepare('SELECT arrived_at, uuids FROM seen WHERE consumer = ? ORDER BY id')
  const removeSeen = store.prepare('DELETE FROM seen WHERE consumer = ?')
  const remove = store.prepare('DELETE FROM consumer WHERE name = ?')
  const write = ({name, orgUrl, source, next, since, published, ...at}: Checkpoint): void => {
    const [sinks, counts] = [JSON.stringify(at.sinks), JSON.stringify(at.counts)]
    const place = [next ?? null, since, published ?? null] as const
    put.run(name, orgUrl, source, ...place, sinks, counts, at.updatedAt.getTime())
  }
  const see = (name: string, {arrivedAt, uuids}: SeenPage): void => {
    remember.run(name, arrivedAt.getTime(), uuids)
  }
  return {
    assertInPlace: store.assertInPlace,
    find: (name) => {
      const row = find.get(name)
      return row === undefined ? undefined : readRow(row)
    },
    list: () => list.all().map(readRow),
    save: (at, fresh) => {
      store.transaction(() => {
        store.assertInPlace()
        write(at)
        if (fresh === undefined) return
        if (fresh.page.uuids.length > 0) see(at.name, fresh.page)
        forget.run(at.name, fresh.forgetBefore.getTime())
      })
    },
    replace: (given) => {
      store.transaction(() => {
        store.assertInPlace()
        for (const {checkpoint, seen} of given) {
          removeSeen.run(checkpoint.name)
          write(checkpoint)
          for (const page of seen) see(checkpoint.name, page)
        }
      })
    },
    seen: (name) =>
      seen.all(name).map((row) => ({
        uuids: row['uuids'] as Uint8Array,
        arrivedAt: new Date(Number(row['arrived_at'])),
      })),
    remove: (name) =>
      store.transaction(() => {
        removeSeen.run(name)
        return remove.run(name).changes > 0
      }),
  }
}

/**
 * A place in the log is only good for the org, filter and keywords it was reached with: they are inside its link.
 * @throws OpsError OPS_CHECKPOINT (refused)
 */
export function assertSameSource(found: Checkpoint, wanted: Pick<Checkpoint, 'source' | 'orgUrl'>): void {
  if (found.source === wanted.source) return
  const what = found.orgUrl === wanted.orgUrl ? 'filter or keywords' : `org (${found.orgUrl})`
  throw new OpsError(
    'OPS_CHECKPOINT',
    `the checkpoint ${found.name} belongs to another ${what}: its place cannot be used; reset it, or collect under another name`,
    {failure: 'refused', next: `okta-ops logs checkpoint reset ${shellWord(found.name)}`},
  )
}

function readRow(row: SqlRow): Checkpoint {
  const text = (column: string): string => String(row[column])
  const textIfAny = (column: string): string | undefined => (row[column] === null ? undefined : text(column))
  return {
    name: text('name'),
    orgUrl: text('org_url'),
    source: text('source'),
    next: textIfAny('next'),
    since: text('since'),
    published: textIfAny('published'),
    sinks: JSON.parse(text('sinks')) as Checkpoint['sinks'],
    counts: JSON.parse(text('counts')) as CheckpointCounts,
    updatedAt: new Date(Number(row['updated_at'])),
  }
}
