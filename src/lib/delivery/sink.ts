import type {DeadLetters} from './dead-letters.js'
import type {JsonValue} from '../shared/json.js'

/** Where one event of a batch lies. */
export interface BatchEvent {
  readonly uuid: string
  /** As the event says it, ISO 8601. */
  readonly published: string
  /** Byte offsets in the batch's `bytes`, without the line's newline. */
  readonly start: number
  readonly end: number
}

/** The events of one page, in order: what a sink takes or refuses as a whole. */
export interface Batch {
  /** NDJSON: each event's own bytes on a line of its own. */
  readonly bytes: Buffer
  readonly events: readonly BatchEvent[]
  /** When the page was read. */
  readonly at: Date
}

/** What a sink must be told to go on exactly where it was; kept in the checkpoint's transaction. Null: nothing. */
export type SinkPosition = JsonValue

/**
 * A change that must be remembered before it is made, such as a file that gets another name: `position` goes into the
 * checkpoint first, then `perform` runs; `open` with that position finishes what a crash cut short.
 */
export interface SinkTurn {
  readonly position: SinkPosition
  readonly perform: () => Promise<SinkPosition>
}

/** Where events go. A sink that never loses: what `write` has answered for survives a crash. */
export interface Sink {
  /** For people: `file audit.ndjson`, `s3://bucket/prefix`. No secrets. */
  readonly label: string
  /** What only one collector may write at a time, as a real path; undefined where several may. */
  readonly soleFile?: string
  /** Where events go that the receiver refuses for good. */
  readonly deadLetters?: Pick<DeadLetters, 'file' | 'kept'>
  /** Goes back to `position` (null at the very first start) and removes what a crash left behind it. */
  readonly open: (position: SinkPosition) => Promise<void>
  /** A turn that is due before the next batch, if any. */
  readonly turn?: (next: Batch) => SinkTurn | undefined
  /**
   * Resolves when the batch is safe.
   * @throws OpsError OPS_SINK, OPS_DISK_FULL, ...; the same batch comes again after a restart
   */
  readonly write: (batch: Batch, signal?: AbortSignal) => Promise<SinkPosition>
  readonly close: () => Promise<void>
}
