import type {Machine} from '../../shared/machine.js'
import {stateFolder} from '../../shared/state-folder.js'
import {openRowOwners} from '../../store/row-owners.js'
import type {Store} from '../../store/store.js'
import {openFlowsDb} from './flows-db.js'
import {createRunHistory, type RunHistory} from './run-history.js'
import {createRunJournal, type RunJournal} from './run-journal.js'

/** `flows.db`, open. */
export interface OpenRuns {
  readonly store: Store
  readonly journal: RunJournal
  readonly history: RunHistory
}

/**
 * Opens the runs of `flows.db`; those that processes which are gone have left `sent` are `unknown` by then.
 * @throws OpsError OPS_STORE when it cannot be opened
 */
export async function openRuns(machine: Machine): Promise<OpenRuns & {readonly close: () => void}> {
  const store = await openFlowsDb(machine)
  const owners = store.prepare("SELECT DISTINCT owner FROM run WHERE state IN ('planned', 'sent')")
  const processes = await openRowOwners(machine, {
    folder: stateFolder(machine),
    name: 'flows',
    inUse: () => owners.all().map((row) => String(row['owner'])),
  })
  return {
    store,
    journal: createRunJournal(store, {processes, now: machine.now()}),
    history: createRunHistory(store, processes),
    close: () => {
      processes.leave()
      store.close()
    },
  }
}

/** Works on them, and closes them. */
export async function withRuns<T>(machine: Machine, work: (runs: OpenRuns) => T | Promise<T>): Promise<T> {
  const runs = await openRuns(machine)
  try {
    return await work(runs)
  } finally {
    runs.close()
  }
}
