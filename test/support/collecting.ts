import path from 'node:path'
import {collectSource} from '../../src/lib/logs/collect/collect-source.js'
import type {CollectSource} from '../../src/lib/logs/collect/collecting.js'
import {asOnlyCollector, withCheckpoints} from '../../src/lib/logs/collect/logs-store.js'
import {createStatusBoard} from '../../src/lib/logs/collect/status-board.js'
import type {SourceStatus} from '../../src/lib/logs/source-status.js'
import {createFileSink} from '../../src/lib/delivery/file-sink.js'
import type {Sink} from '../../src/lib/delivery/sink.js'
import type {SystemLog} from '../../src/lib/ports/system-log.js'
import type {CheckpointStore} from '../../src/lib/logs/collect/checkpoint-store.js'
import type {Machine} from '../../src/lib/shared/machine.js'
import {fakeMachine} from './fake-machine.js'

/** A collector whose parts a test may replace. */
export interface Collecting {
  readonly home: string
  readonly log: SystemLog
  readonly machine?: Machine
  readonly source?: Partial<CollectSource>
  readonly sinks?: readonly Sink[]
  readonly signal?: AbortSignal
  /** Puts something between the collector and its checkpoints. */
  readonly decorate?: (checkpoints: CheckpointStore) => CheckpointStore
}

export const collectedFile = (home: string): string => path.join(home, 'audit.ndjson')

/** Collects once into `audit.ndjson` of `home`, unless told otherwise, with the checkpoint in `home`/state. */
export async function collect(given: Collecting): Promise<{status: SourceStatus; said: string[]}> {
  const machine = given.machine ?? fakeMachine({OKTA_OPS_STATE_DIR: path.join(given.home, 'state')})
  const said: string[] = []
  const source: CollectSource = {
    name: 'audit',
    since: new Date('2026-11-21T11:00:00Z'),
    pageSize: 10,
    dedupeWindowMs: 86_400_000,
    once: true,
    ...given.source,
  }
  const status = createStatusBoard().source(source.name, 'file')
  await asOnlyCollector(machine, source.name, () =>
    withCheckpoints(machine, (checkpoints) =>
      collectSource(
        {
          machine,
          log: given.log,
          checkpoints: given.decorate?.(checkpoints) ?? checkpoints,
          sinks: given.sinks ?? [createFileSink({file: collectedFile(given.home)})],
          status,
          say: (line) => void said.push(line),
          signal: given.signal ?? new AbortController().signal,
        },
        source,
      ),
    ),
  )
  return {status: status.get(), said}
}
