import type {Machine} from '../shared/machine.js'
import {eventBytes} from './batch-parts.js'
import type {DeadLetters} from './dead-letters.js'
import type {GroupEvent, LogGroup} from './log-group.js'
import {redeliver, type RedeliveryOptions} from './redelivery.js'
import type {Batch, Sink} from './sink.js'

export interface CloudWatchSinkOptions {
  readonly retries?: RedeliveryOptions
  readonly deadLetters: DeadLetters
}

/** Limits of PutLogEvents (CloudWatch Logs API reference): each event counts 26 bytes more than its text. */
const limits = {
  events: 10_000,
  bytes: 1_048_576,
  eventOverhead: 26,
  eventBytes: 262_144 - 26,
  spanMs: 86_400_000,
}

/**
 * Puts every event into a log group, at least once. PutLogEvents wants events in the order of time and within a day: a page
 * is sorted by `published` and cut. What the service refuses for its age (14 days, or the group's retention) and what is too
 * large for it goes to the dead letters.
 */
export function cloudWatchSink(machine: Machine, group: LogGroup, options: CloudWatchSinkOptions): Sink {
  let ready = false
  const {label} = group
  return {
    label,
    deadLetters: options.deadLetters,
    open: () => Promise.resolve(),
    write: async (batch, signal) => {
      const again = {label, options: options.retries, signal}
      if (!ready) await redeliver(machine, again, () => group.prepare(signal))
      ready = true
      const {fitting, tooLarge} = groupEvents(batch)
      options.deadLetters.keep('larger than CloudWatch Logs takes', tooLarge)
      for (const call of callsOf(fitting)) {
        const {refused} = await redeliver(machine, again, () => group.put(call, signal))
        for (const {index, reason} of refused)
          options.deadLetters.keep(reason, [Buffer.from(call[index]?.message ?? 'null')])
      }
      return null
    },
    close: () => Promise.resolve(),
  }
}

/** A batch's events in the order of their time, and those too large to send. */
export function groupEvents(batch: Batch): {
  readonly fitting: readonly GroupEvent[]
  readonly tooLarge: readonly Buffer[]
} {
  const all = batch.events.map((event) => {
    const bytes = eventBytes(batch, event)
    const published = Date.parse(event.published)
    return {bytes, timestamp: Number.isNaN(published) ? batch.at.getTime() : published}
  })
  const fits = ({bytes}: {readonly bytes: Buffer}): boolean => bytes.length <= limits.eventBytes
  return {
    fitting: all
      .filter(fits)
      .sort((a, b) => a.timestamp - b.timestamp)
      .map(({bytes, timestamp}) => ({timestamp, message: bytes.toString('utf8')})),
    tooLarge: all.filter((event) => !fits(event)).map(({bytes}) => bytes),
  }
}

/** Cuts sorted events into calls within the service's limits. */
export function callsOf(events: readonly GroupEvent[]): readonly (readonly GroupEvent[])[] {
  const calls: GroupEvent[][] = []
  let [size, start] = [Infinity, 0]
  for (const event of events) {
    const bytes = Buffer.byteLength(event.message) + limits.eventOverhead
    const call = calls.at(-1)
    const full =
      call === undefined ||
      size + bytes > limits.bytes ||
      call.length >= limits.events ||
      event.timestamp - start >= limits.spanMs
    if (full) {
      calls.push([event])
      ;[size, start] = [bytes, event.timestamp]
    } else {
      call.push(event)
      size += bytes
    }
  }
  return calls
}
