import type {Sink} from '../../delivery/sink.js'
import {OpsError} from '../../shared/errors.js'
import {withLock} from '../../shared/file-lock.js'
import type {Machine} from '../../shared/machine.js'
import type {Presences} from '../../shared/presence.js'
import {realPath} from '../../shared/real-path.js'
import {shellWord} from '../../shared/shell-word.js'
import {openPresences} from '../../store/presences.js'
import type {CheckpointStore} from './checkpoint-store.js'

export interface Writing {
  /** Of the checkpoint that the sinks' positions are kept in. */
  readonly name: string
  readonly sinks: readonly Sink[]
  readonly checkpoints: Pick<CheckpointStore, 'list'>
}

/**
 * Runs `work` while no other collector of this machine writes the same files. A file belongs to one checkpoint, which says
 * how much of it is safe and cuts off the rest: two that took turns would each destroy what the other has written.
 * @throws OpsError OPS_USAGE for one sink given twice; OPS_CHECKPOINT (refused) when a file belongs to another checkpoint;
 *   OPS_LOCK_TIMEOUT (unavailable) at once, naming the process that writes it
 */
export async function asSoleWriter<T>(
  machine: Machine,
  writing: Writing,
  work: () => Promise<T>,
): Promise<T> {
  const {name, sinks, checkpoints} = writing
  const places = sinks.map(({soleFile, label}) => soleFile ?? label)
  const twice = places.find((place, at) => places.indexOf(place) !== at)
  if (twice !== undefined)
    throw new OpsError('OPS_USAGE', `${name}: ${twice} is given twice as a sink`, {failure: 'usage'})
  const files = sinks.flatMap(({soleFile}) => (soleFile === undefined ? [] : [soleFile]))
  for (const file of files) assertOurs(file, {name, checkpoints})
  return await withLocks({machine, presences: await openPresences(machine)}, files, work)
}

function assertOurs(file: string, {name, checkpoints}: Pick<Writing, 'name' | 'checkpoints'>): void {
  const owner = checkpoints
    .list()
    .find((other) => other.name !== name && Object.keys(other.sinks).some((label) => isOf(file, label)))
  if (owner === undefined) return
  throw new OpsError(
    'OPS_CHECKPOINT',
    `${file} belongs to the checkpoint ${owner.name}: two collectors cannot write one file; choose another file, or go on under that name`,
    {failure: 'refused', next: `okta-ops logs checkpoint show ${shellWord(owner.name)}`},
  )
}

/** A file sink's label in a checkpoint is `file PATH`. */
function isOf(file: string, label: string): boolean {
  return label.startsWith('file ') && realPath(label.slice('file '.length)) === file
}

async function withLocks<T>(
  around: {readonly machine: Machine; readonly presences: Presences},
  [file, ...others]: readonly string[],
  work: () => Promise<T>,
): Promise<T> {
  if (file === undefined) return await work()
  const lock = {file: `${file}.okta-ops.lock`, giveUpAfterMs: 0, presences: around.presences}
  return await withLock(around.machine, lock, () => withLocks(around, others, work))
}
