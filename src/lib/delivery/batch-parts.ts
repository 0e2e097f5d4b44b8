import type {Batch, BatchEvent} from './sink.js'

/** What one message of a receiver may hold at most. */
export interface PartLimits {
  readonly events: number
  /** Of all lines together, newlines included. */
  readonly bytes: number
}

/** A run of neighbouring events of a batch. */
export interface BatchPart {
  /** NDJSON, a slice of the batch's own bytes. */
  readonly bytes: Buffer
  readonly events: readonly BatchEvent[]
}

/** Cuts a batch, in order, into parts within the limits; an event larger than `bytes` is a part of its own. */
export function partsOf(batch: Batch, limits: PartLimits): readonly BatchPart[] {
  const parts: BatchPart[] = []
  let first = 0
  for (let index = 1; index <= batch.events.length; index++) {
    const [from, next] = [batch.events[first], batch.events[index]]
    if (from === undefined) break
    const full =
      next === undefined || index - first >= limits.events || next.end + 1 - from.start > limits.bytes
    if (!full) continue
    parts.push(partOf(batch, first, index))
    first = index
  }
  return parts
}

/** The events from `first` up to, not including, `end`. */
export function partOf(batch: Batch, first: number, end: number): BatchPart {
  const events = batch.events.slice(first, end)
  const [from, to] = [events[0]?.start ?? 0, (events.at(-1)?.end ?? -1) + 1]
  return {bytes: batch.bytes.subarray(from, to), events}
}

/** A part of several events as two parts. */
export function halvesOf(batch: Batch, {events: [first, ...others]}: BatchPart): readonly BatchPart[] {
  const start = first === undefined ? 0 : batch.events.indexOf(first)
  const [middle, end] = [start + Math.ceil((others.length + 1) / 2), start + others.length + 1]
  return [partOf(batch, start, middle), partOf(batch, middle, end)]
}

/** One event's own bytes. */
export function eventBytes({bytes}: Pick<Batch, 'bytes'>, {start, end}: BatchEvent): Buffer {
  return bytes.subarray(start, end)
}
