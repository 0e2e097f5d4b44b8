import fs from 'node:fs'
import path from 'node:path'
import {unwritableFile} from '../shared/file-errors.js'
import {makeFolder} from '../shared/make-folder.js'

/** Events that their receiver refuses for good, kept so that nothing is lost and nothing blocks the rest. */
export interface DeadLetters {
  /** Where they lie. */
  readonly file: string
  /** Appends one line per event, `{"reason": ..., "event": ...}`, synced before it returns. */
  readonly keep: (reason: string, events: readonly Buffer[]) => void
  /** How many were kept by this process, and why the last one was. */
  readonly kept: () => {readonly count: number; readonly reason: string}
}

/**
 * Dead letters in one NDJSON file, 0600. Each event's own bytes stand in its line as they came. What a crash or a full disk
 * left of a line stays, ended, on a line of its own: another collector may be writing to the same file, so nothing is cut off.
 * @throws OpsError OPS_DISK_FULL or OPS_FILE_UNWRITABLE from `keep`; the batch then counts as not delivered
 */
export function deadLettersIn(file: string): DeadLetters {
  let [count, lastReason] = [0, '']
  return {
    file,
    kept: () => ({count, reason: lastReason}),
    keep: (reason, events) => {
      if (events.length === 0) return
      const head = Buffer.from(`{"reason":${JSON.stringify(reason)},"event":`)
      const tail = Buffer.from('}\n')
      append(file, Buffer.concat(events.flatMap((event) => [head, event, tail])))
      count += events.length
      lastReason = reason
    },
  }
}

function append(file: string, bytes: Buffer): void {
  try {
    makeFolder(path.dirname(file), 0o700)
    const descriptor = fs.openSync(file, 'a+', 0o600)
    try {
      fs.writeFileSync(descriptor, endsInLine(descriptor) ? bytes : Buffer.concat([Buffer.from('\n'), bytes]))
      fs.fsyncSync(descriptor)
    } finally {
      fs.closeSync(descriptor)
    }
  } catch (error) {
    throw unwritableFile(file, error)
  }
}

function endsInLine(descriptor: number): boolean {
  const last = Buffer.alloc(1)
  const {size} = fs.fstatSync(descriptor)
  return size === 0 || fs.readSync(descriptor, last, 0, 1, size - 1) === 0 || last[0] === 0x0a
}
