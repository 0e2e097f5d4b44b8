import type {Machine} from '../../shared/machine.js'
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
 * Works on the runs of `flows.db`; those that processes which are gone have left `sent` are `unknown` by then.
 * @throws OpsError OPS_STORE when it cannot be opened
 */
export async function withRuns<T>(machine: Machine, work: (runs: OpenRuns) => T | Promise<T>): Promise<T> {
  const store = await openFlowsDb(machine)
  try {
    return await work({
      store,
      journal: createRunJournal(store, machine.now()),
      history: createRunHistory(store),
    })
  } finally {
    store.close()
  }
}
