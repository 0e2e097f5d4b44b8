import {linesOf} from '../cassette/tape-pages.js'
import {publishedOf, uuidOf} from '../page-events.js'
import {createSeenEvents} from '../seen-events.js'
import type {JsonObject} from '../../shared/json.js'
import {openPartFile} from './part-file.js'

export interface Merged {
  readonly events: number
  /** Dropped: an event at a window's edge may be in both. */
  readonly repeats: number
  /** Uuids of events published at or after `keepFrom`. */
  readonly recent: readonly string[]
}

const flushAt = 1 << 20
const newline = Buffer.from('\n')

/**
 * Joins the windows' files, in order and as a stream, into one with each uuid once. Bytes are kept.
 * @throws OpsError OPS_FILE_UNWRITABLE, OPS_DISK_FULL or OPS_FILE_UNREADABLE; nothing is there then
 */
export async function mergeWindows(
  files: readonly string[],
  target: string,
  keepFrom: Date,
): Promise<Merged> {
  // One moment for all: nothing may fall out of the window while it merges.
  const seen = createSeenEvents(1000)
  const out = openPartFile(target)
  const recent: string[] = []
  let [events, repeats, size] = [0, 0, 0]
  let waiting: Buffer[] = []
  const flush = (): void => {
    out.write(Buffer.concat(waiting))
    ;[waiting, size] = [[], 0]
  }
  try {
    for (const file of files) {
      for await (const line of linesOf(file)) {
        const event = JSON.parse(line.toString('utf8')) as JsonObject
        const uuid = uuidOf(event)
        if (uuid !== '' && seen.seenBefore(uuid, 1000)) {
          repeats++
          continue
        }
        events++
        if (uuid !== '' && Date.parse(publishedOf(event)) >= keepFrom.getTime()) recent.push(uuid)
        waiting.push(line, newline)
        size += line.length + 1
        if (size >= flushAt) flush()
      }
    }
    flush()
    out.finish()
  } catch (error) {
    out.abandon()
    throw error
  }
  return {events, repeats, recent}
}
