import path from 'node:path'
import type {Machine} from '../../shared/machine.js'
import {stateFolder} from '../../shared/state-folder.js'
import {openStore} from '../../store/open-store.js'
import type {Store} from '../../store/store.js'
import {createChangeJournal, type ChangeJournal} from './change-journal.js'
import {createHintStore, type HintStore} from './hint-store.js'
import {createPassMemory, type PassMemory} from './pass-memory.js'
import {createScimHistory, type ScimHistory} from './scim-history.js'
import {createWatchRecord, type WatchRecord} from './watch-record.js'

/**
 * Steps of the schema of `scim.db`. Times are Unix milliseconds. `added` and `removed` of a change are JSON: Identity Center's
 * id of each user to the userName. A change whose `ended_at` is null was sent, and nobody has written down what came of it.
 * `hint`: what Okta's events are about, with Okta's ids, '' where there is none; open while `done_at` is null.
 */
const schema: readonly string[] = [
  `CREATE TABLE run (
     id TEXT PRIMARY KEY, tenant TEXT NOT NULL, org TEXT NOT NULL, who TEXT NOT NULL, checksum TEXT,
     wanted TEXT NOT NULL, state TEXT NOT NULL, done TEXT, reason TEXT, started_at INTEGER NOT NULL, ended_at INTEGER,
     owner TEXT NOT NULL) STRICT;
   CREATE INDEX run_age ON run (started_at);
   CREATE TABLE change (
     id INTEGER PRIMARY KEY, run TEXT NOT NULL REFERENCES run (id) ON DELETE CASCADE, group_id TEXT, group_name TEXT NOT NULL,
     kind TEXT NOT NULL, added TEXT NOT NULL, removed TEXT NOT NULL, count INTEGER NOT NULL, sent_at INTEGER NOT NULL,
     ended_at INTEGER, state TEXT NOT NULL, reason TEXT) STRICT;
   CREATE INDEX change_run ON change (run);
   CREATE INDEX change_age ON change (sent_at);
   CREATE INDEX change_known ON change (group_id, ended_at) WHERE state = 'acknowledged';
   CREATE INDEX change_made ON change (group_name, ended_at) WHERE kind IN ('create', 'delete');
   CREATE TABLE gone (
     tenant TEXT NOT NULL, group_id TEXT NOT NULL, since INTEGER NOT NULL, PRIMARY KEY (tenant, group_id)) STRICT;
   CREATE TABLE pass (tenant TEXT PRIMARY KEY, at INTEGER NOT NULL, figures TEXT NOT NULL) STRICT;`,
  `CREATE TABLE hint (
     id INTEGER PRIMARY KEY AUTOINCREMENT, tenant TEXT NOT NULL, uuid TEXT NOT NULL, group_id TEXT NOT NULL,
     user_id TEXT NOT NULL, published_at INTEGER NOT NULL, done_at INTEGER,
     UNIQUE (tenant, uuid, group_id, user_id)) STRICT;
   CREATE INDEX hint_open ON hint (tenant, id) WHERE done_at IS NULL;
   CREATE INDEX hint_done ON hint (done_at) WHERE done_at IS NOT NULL;
   CREATE TABLE watch (tenant TEXT PRIMARY KEY, owner TEXT NOT NULL, state TEXT NOT NULL) STRICT;`,
]

/** `scim.db`: every change that was sent to Identity Center, and what is remembered from one run to the next. */
export interface ScimJournal extends ChangeJournal, ScimHistory, PassMemory, HintStore, WatchRecord {
  readonly close: () => void
}

/**
 * Opens `scim.db` in the state folder; any number of processes may.
 * @throws OpsError OPS_STORE, OPS_DISK_FULL, OPS_FILE_UNWRITABLE
 */
export async function openScimJournal(machine: Pick<Machine, 'env' | 'platform'>): Promise<ScimJournal> {
  const store: Store = await openStore(machine, path.join(stateFolder(machine), 'scim.db'), schema)
  return {
    ...createChangeJournal(store),
    ...createScimHistory(store),
    ...createPassMemory(store),
    ...createHintStore(store),
    ...createWatchRecord(store),
    close: store.close,
  }
}

/** Runs `work` with the journal, and closes it. */
export async function withScimJournal<T>(
  machine: Pick<Machine, 'env' | 'platform'>,
  work: (journal: ScimJournal) => Promise<T> | T,
): Promise<T> {
  const journal = await openScimJournal(machine)
  try {
    return await work(journal)
  } finally {
    journal.close()
  }
}
