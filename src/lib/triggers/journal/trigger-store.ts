import path from 'node:path'
import type {Machine} from '../../shared/machine.js'
import {stateFolder} from '../../shared/state-folder.js'
import {openStore} from '../../store/open-store.js'
import {openRowOwners, type RowOwners} from '../../store/row-owners.js'
import type {Store} from '../../store/store.js'
import {createWorkClaimer, type WorkClaimer} from './claim-work.js'
import {createWorkDirector, type WorkDirector} from './direct-work.js'
import {createWorkForgetter, type WorkForgetter} from './forget-work.js'
import {createAlertKeeper, type AlertKeeper} from './keep-alerts.js'
import {createPulseKeeper, type PulseKeeper} from './keep-pulses.js'
import {createWorkReader, type WorkReader} from './look-at-work.js'
import {createWorkPlanner, type WorkPlanner} from './plan-work.js'
import {createFigureReader, type FigureReader} from './read-figures.js'
import {createWorkSettler, type WorkSettler} from './settle-work.js'
import {triggerSchema} from './trigger-schema.js'
import {createWaitingRules, type WaitingRules} from './waiting-rules.js'

/** The journal of triggers: what was to be done for which event, and what became of it. */
export interface TriggerStore
  extends
    WorkPlanner,
    WorkClaimer,
    WorkSettler,
    WorkReader,
    WaitingRules,
    WorkDirector,
    WorkForgetter,
    FigureReader,
    AlertKeeper,
    PulseKeeper {
  /** Whose work it is. */
  readonly processes: RowOwners
  readonly close: () => void
}

/** What the journal takes of a machine. */
type StoreMachine = Pick<Machine, 'env' | 'platform' | 'randomBytes'>

/**
 * Opens `triggers.db` in the state folder; any number of processes may.
 * @throws OpsError OPS_STORE, OPS_DISK_FULL, OPS_FILE_UNWRITABLE
 */
export async function openTriggerStore(machine: StoreMachine): Promise<TriggerStore> {
  const folder = stateFolder(machine)
  const store = await openStore(machine, path.join(folder, 'triggers.db'), triggerSchema)
  const inUse = ownersInUse(store)
  const processes = await openRowOwners(machine, {folder, name: 'triggers', inUse})
  return {
    processes,
    ...createWorkPlanner(store),
    ...createWorkClaimer(store),
    ...createWorkSettler(store),
    ...createWorkReader(store),
    ...createWaitingRules(store, processes),
    ...createWorkDirector(store, processes),
    ...createWorkForgetter(store),
    ...createFigureReader(store),
    ...createAlertKeeper(store),
    ...createPulseKeeper(store, processes),
    close: () => {
      processes.leave()
      store.close()
    },
  }
}

/** Runs `work` with the journal, and closes it. */
export async function withTriggerStore<T>(
  machine: StoreMachine,
  work: (store: TriggerStore) => Promise<T> | T,
): Promise<T> {
  const store = await openTriggerStore(machine)
  try {
    return await work(store)
  } finally {
    store.close()
  }
}

/** Processes whose work is not settled, or that the dashboard shows. */
function ownersInUse(store: Store): () => readonly string[] {
  const owners = store.prepare(
    "SELECT owner FROM work WHERE state = 'running' AND owner IS NOT NULL UNION SELECT owner FROM pulse",
  )
  return () => owners.all().map((row) => String(row['owner']))
}
