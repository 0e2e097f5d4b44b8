import {createHash} from 'node:crypto'
import {promisify} from 'node:util'
import {gzip} from 'node:zlib'
import type {Machine} from '../shared/machine.js'
import {partOf, type BatchPart} from './batch-parts.js'
import type {ObjectStore} from './object-store.js'
import {redeliver, type RedeliveryOptions} from './redelivery.js'
import type {Batch, Sink} from './sink.js'

export interface ObjectSinkOptions {
  /** Before the hour's folder; without slashes at its ends. */
  readonly prefix: string
  readonly retries?: RedeliveryOptions
}

const compress = promisify(gzip)

/**
 * Keeps each page as gzipped NDJSON objects, one for every hour (UTC) of `published` in it:
 * `PREFIX/YYYY/MM/DD/HH/TIME-HASH.ndjson.gz`. The name is made of the content, so a page that comes again after a crash
 * replaces itself; at least once all the same, since a page may be cut differently the second time.
 */
export function objectSink(machine: Machine, store: ObjectStore, options: ObjectSinkOptions): Sink {
  const label = options.prefix === '' ? store.label : `${store.label}/${options.prefix}`
  return {
    label,
    open: () => Promise.resolve(),
    write: async (batch, signal) => {
      for (const part of hoursOf(batch)) {
        const object = {
          key: keyOf(options.prefix, part),
          body: await compress(part.bytes),
          contentType: 'application/x-ndjson',
          contentEncoding: 'gzip',
        }
        await redeliver(machine, {label, options: options.retries, signal}, () => store.put(object, signal))
      }
      return null
    },
    close: () => Promise.resolve(),
  }
}

/** Neighbouring events of one hour; a page in commit order may come back to an hour it has left. */
export function hoursOf(batch: Batch): readonly BatchPart[] {
  const parts: BatchPart[] = []
  let first = 0
  for (let index = 1; index <= batch.events.length; index++) {
    if (index < batch.events.length && hourOf(batch, index) === hourOf(batch, first)) continue
    parts.push(partOf(batch, first, index))
    first = index
  }
  return parts
}

/** `2026-11-25T10`; events without a readable time go where the page's own time says. */
function hourOf({events, at}: Batch, index: number): string {
  const published = events[index]?.published ?? ''
  return /^\d{4}-\d\d-\d\dT\d\d/.exec(published)?.[0] ?? at.toISOString().slice(0, 13)
}

function keyOf(prefix: string, part: BatchPart): string {
  const [first] = part.events
  const time = /^(\d{4})-(\d\d)-(\d\d)T(\d\d)(?::(\d\d):(\d\d))?/.exec(first?.published ?? '')
  const [, year = '0000', month = '00', day = '00', hour = '00', minute = '00', second = '00'] = time ?? []
  const hash = createHash('sha256').update(part.bytes).digest('hex').slice(0, 16)
  const name = `${year}${month}${day}T${hour}${minute}${second}Z-${hash}.ndjson.gz`
  return [prefix, year, month, day, hour, name].filter((piece) => piece !== '').join('/')
}
