import path from 'node:path'
import {OpsError} from '../../shared/errors.js'
import {withLock} from '../../shared/file-lock.js'
import type {Machine} from '../../shared/machine.js'
import {stateFolder} from '../../shared/state-folder.js'
import {openStore} from '../../store/open-store.js'
import {openPresences} from '../../store/presences.js'
import {checkpointSchema, createCheckpointStore, type CheckpointStore} from './checkpoint-store.js'

/** Runs `work` with the checkpoints of `logs.db` in the state folder, and closes it. */
export async function withCheckpoints<T>(
  machine: Machine,
  work: (checkpoints: CheckpointStore) => Promise<T> | T,
): Promise<T> {
  const store = await openStore(machine, path.join(stateFolder(machine), 'logs.db'), checkpointSchema)
  try {
    return await work(createCheckpointStore(store))
  } finally {
    store.close()
  }
}

/**
 * Runs `work` while no other process collects under, or changes, the checkpoint `name`.
 * @throws OpsError OPS_LOCK_TIMEOUT (unavailable) at once, naming the process
 */
export async function asOnlyCollector<T>(machine: Machine, name: string, work: () => Promise<T>): Promise<T> {
  const file = path.join(stateFolder(machine), `collect-${checkConsumerName(name)}.lock`)
  return await withLock(machine, {file, giveUpAfterMs: 0, presences: await openPresences(machine)}, work)
}

/** As `asOnlyCollector`, for several checkpoints. */
export async function asOnlyCollectors<T>(
  machine: Machine,
  [name, ...others]: readonly string[],
  work: () => Promise<T>,
): Promise<T> {
  if (name === undefined) return await work()
  return await asOnlyCollector(machine, name, () => asOnlyCollectors(machine, others, work))
}

/**
 * A consumer's name is a part of a file's.
 * @throws OpsError OPS_USAGE
 */
export function checkConsumerName(name: string): string {
  if (/^[A-Za-z0-9][\w.-]{0,63}$/.test(name)) return name
  throw new OpsError(
    'OPS_USAGE',
    `${JSON.stringify(name)} cannot be the name of a checkpoint: letters, digits, - _ and . only, at most 64`,
    {failure: 'usage'},
  )
}
