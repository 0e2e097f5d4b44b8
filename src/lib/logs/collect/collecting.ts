import type {Sink} from '../../delivery/sink.js'
import type {SystemLog} from '../../ports/system-log.js'
import type {JsonObject} from '../../shared/json.js'
import type {Machine} from '../../shared/machine.js'
import type {FollowWait} from '../follow-notice.js'
import type {FollowOptions} from '../follow.js'
import type {CheckpointStore} from './checkpoint-store.js'
import type {StatusEntry} from './status-board.js'

/** One stream of events to collect. */
export interface CollectSource extends Pick<
  FollowOptions,
  'pace' | 'overlapMs' | 'maxPages' | 'pageDelayMs'
> {
  /** The consumer's: one checkpoint, one collector at a time. */
  readonly name: string
  /** Where to begin when there is no checkpoint. */
  readonly since: Date
  /** `--since` as somebody typed it for this run: it is said when a checkpoint goes before it. */
  readonly sinceTyped?: string | undefined
  /** As the person wrote it; with `q` it decides whether a checkpoint fits. */
  readonly filterText?: string | undefined
  readonly q?: string | undefined
  /** The part of the filter that Okta evaluates. */
  readonly serverFilter?: string | undefined
  /** The rest. */
  readonly matches?: ((event: JsonObject) => boolean) | undefined
  readonly pageSize: number
  readonly dedupeWindowMs: number
  /** Ends when caught up, and fails instead of waiting for what is away. */
  readonly once?: boolean
}

export interface CollectDeps {
  readonly machine: Machine
  readonly log: SystemLog
  readonly checkpoints: CheckpointStore
  readonly sinks: readonly Sink[]
  readonly status: StatusEntry
  readonly say: (line: string) => void
  /** Before every wait for the org. */
  readonly onWait?: ((wait: FollowWait) => void) | undefined
  /** Aborted to stop: the page in hand is finished first. */
  readonly signal: AbortSignal
}
