import path from 'node:path'
import type {Machine} from '../../shared/machine.js'
import {stateFolder} from '../../shared/state-folder.js'
import {openStore} from '../../store/open-store.js'
import type {Store} from '../../store/store.js'

/**
 * Steps of the schema of `flows.db`. `execution` holds what the Execution Log Stream tells; its states are
 * running, succeeded, failed and cancelled. `execution_record` holds its records as they came. `journal` says when it was
 * begun: whoever was put aside or deleted before may have held runs that this one does not know.
 */
const schema: readonly string[] = [
  `CREATE TABLE run (
     id TEXT PRIMARY KEY, flow TEXT NOT NULL, state TEXT NOT NULL, key TEXT, cause TEXT, input TEXT NOT NULL,
     status INTEGER, output TEXT, output_cut INTEGER NOT NULL DEFAULT 0, execution_id TEXT, reason TEXT,
     retry_after_ms INTEGER, created_at INTEGER NOT NULL, sent_at INTEGER, ended_at INTEGER, owner TEXT NOT NULL);
   CREATE INDEX run_key ON run (flow, key) WHERE key IS NOT NULL;
   CREATE INDEX run_sent ON run (flow, sent_at);
   CREATE INDEX run_age ON run (created_at);
   CREATE INDEX run_open ON run (state) WHERE state IN ('planned', 'sent', 'running');
   CREATE TABLE execution (
     id TEXT PRIMARY KEY, flow_id TEXT, flow_name TEXT, state TEXT NOT NULL, started_at INTEGER, ended_at INTEGER,
     updated_at INTEGER NOT NULL);
   CREATE INDEX execution_age ON execution (started_at);`,
  `ALTER TABLE run ADD COLUMN told_by TEXT;
   CREATE INDEX run_execution ON run (execution_id) WHERE execution_id IS NOT NULL;
   CREATE TABLE execution_record (
     hash TEXT PRIMARY KEY, execution_id TEXT NOT NULL, event_type TEXT NOT NULL, at INTEGER NOT NULL,
     json TEXT NOT NULL);
   CREATE INDEX execution_record_of ON execution_record (execution_id, at);`,
  `CREATE TABLE journal (begun_at INTEGER NOT NULL);`,
]

/** The journal's database in the state folder. */
export async function openFlowsDb(machine: Machine): Promise<Store> {
  const store = await openStore(machine, path.join(stateFolder(machine), 'flows.db'), schema)
  store
    .prepare('INSERT INTO journal (begun_at) SELECT ? WHERE NOT EXISTS (SELECT 1 FROM journal)')
    .run(machine.now().getTime())
  return store
}

/** When the journal was begun. */
export function journalBegunAt(store: Store): Date {
  return new Date(Number(store.prepare('SELECT begun_at FROM journal').get()?.['begun_at'] ?? 0))
}
