import fs from 'node:fs'
import path from 'node:path'
import {promisify} from 'node:util'
import {OpsError} from '../shared/errors.js'
import {unreadableFile, unwritableFile} from '../shared/file-errors.js'
import {makeFolder} from '../shared/make-folder.js'
import {realPath} from '../shared/real-path.js'
import {shellWord} from '../shared/shell-word.js'
import {syncFolder} from '../shared/sync-folder.js'
import {removeOldFiles, zipClosedFiles, type Keep} from './closed-files.js'
import {closingName} from './file-names.js'
import type {FilePosition} from './file-position.js'
import type {Batch, Sink, SinkPosition, SinkTurn} from './sink.js'

export interface FileSinkOptions {
  readonly file: string
  /** A new file begins before one would grow beyond this. */
  readonly rotateBytes?: number
  /** A new file begins with the first events that arrive on another day (UTC). */
  readonly rotateDaily?: boolean
  /** Closed files are compressed. */
  readonly gzip?: boolean
  readonly keep?: Keep
}

/**
 * A file of NDJSON that holds every event exactly once: it is synced before a batch counts as written, and whatever a
 * crash left beyond the committed offset is cut off at the next start.
 */
export function createFileSink(options: FileSinkOptions): Sink {
  const {file} = options
  let descriptor: number | undefined
  let position: FilePosition | undefined
  let isDirty = false
  /** A rotation that was begun and failed half-way goes on under the same name. */
  let closing: FilePosition | undefined
  let tidying: Promise<void> = Promise.resolve()
  let tidyFailure: unknown

  const opened = (): number => (descriptor ??= fs.openSync(file, 'a+', 0o600))
  const closeDescriptor = (): void => {
    if (descriptor !== undefined) fs.closeSync(descriptor)
    descriptor = undefined
  }
  const tidy = (today: string): void => {
    tidying = tidying
      .then(() => tidyClosed(options, today))
      .then(() => {
        tidyFailure = undefined
      })
      .catch((error: unknown) => {
        tidyFailure = error
      })
  }

  const rotate = (closing: FilePosition, day: string): FilePosition => {
    closeDescriptor()
    const target = path.join(path.dirname(file), closing.closing ?? '')
    // A crash may have come after the rename: then the closed file is there and the old name, if at all, is a new file.
    if (!fs.existsSync(target) && !fs.existsSync(`${target}.gz`)) fs.renameSync(file, target)
    const made = opened()
    fs.ftruncateSync(made, 0)
    syncFolder(path.dirname(file))
    return {name: path.basename(file), offset: 0, day}
  }

  return {
    label: `file ${file}`,
    soleFile: realPath(file),

    open: (saved) =>
      working(file, () => {
        if (saved === null) {
          // A place that cannot be written is said now, and not when the first event comes.
          makeFolder(path.dirname(file), 0o700)
          opened()
          return
        }
        const known = saved as unknown as FilePosition
        position = known.closing === undefined ? known : finishClosing(file, known, rotate)
        position = cutTo(file, position, opened)
        tidy(position.day)
      }),

    turn: (next): SinkTurn | undefined => {
      const day = dayOf(next)
      if (position === undefined) return beginning(file, day, {opened, start: (at) => void (position = at)})
      if (!isDue(options, position, {day, bytes: next.bytes.length})) return undefined
      const due = (closing ??= {...position, closing: closingName(file, position.day)})
      return {
        position: asPosition(due),
        perform: async () => {
          const begun = await working(file, () => rotate(due, day))
          ;[position, closing] = [begun, undefined]
          tidy(day)
          return asPosition(begun)
        },
      }
    },

    write: async (batch: Batch): Promise<SinkPosition> => {
      if (position === undefined) throw new Error('a turn comes before the first batch')
      const {offset} = position
      await working(file, async () => {
        const into = opened()
        // A batch that failed half-way, on a full disk for example, comes again: what is there of it goes first.
        if (isDirty) fs.ftruncateSync(into, offset)
        isDirty = true
        await writeAll(into, batch.bytes)
        await sync(into)
        isDirty = false
      })
      // After a crash within a rotation an empty file may still carry the day before.
      const day = offset === 0 ? dayOf(batch) : position.day
      position = {...position, day, offset: offset + batch.bytes.length}
      return asPosition(position)
    },

    close: async () => {
      await tidying
      await working(file, closeDescriptor)
      if (tidyFailure !== undefined)
        throw tidyFailure instanceof Error ? tidyFailure : unwritableFile(file, tidyFailure)
    },
  }
}

function dayOf({at}: Batch): string {
  return at.toISOString().slice(0, 10)
}

const sync = promisify(fs.fdatasync)
const writePart = promisify(fs.write)

async function writeAll(descriptor: number, bytes: Buffer): Promise<void> {
  for (let done = 0; done < bytes.length;)
    done += (await writePart(descriptor, bytes, done, bytes.length - done, null)).bytesWritten
}

/** The very first turn: what the file already holds stays, and where we begin is remembered before anything is written. */
function beginning(
  file: string,
  day: string,
  {opened, start}: {readonly opened: () => number; readonly start: (at: FilePosition) => void},
): SinkTurn {
  const at = {name: path.basename(file), offset: fs.statSync(file, {throwIfNoEntry: false})?.size ?? 0, day}
  return {
    position: asPosition(at),
    perform: async () => {
      const begun = await working(file, () => {
        makeFolder(path.dirname(file), 0o700)
        const descriptor = opened()
        syncFolder(path.dirname(file))
        return withLineEnded(descriptor, at)
      })
      start(begun)
      return asPosition(begun)
    },
  }
}

function isDue(
  {rotateBytes, rotateDaily}: FileSinkOptions,
  {offset, day}: FilePosition,
  next: {readonly day: string; readonly bytes: number},
): boolean {
  if (offset === 0) return false
  const isTooLarge = rotateBytes !== undefined && offset + next.bytes > rotateBytes
  return isTooLarge || (rotateDaily === true && day !== next.day)
}

/** A crash came between the decision to rotate and the first batch in the new file. */
function finishClosing(
  file: string,
  known: FilePosition,
  rotate: (closing: FilePosition, day: string) => FilePosition,
): FilePosition {
  const target = path.join(path.dirname(file), known.closing ?? '')
  const isRenamed = fs.existsSync(target) || fs.existsSync(`${target}.gz`)
  if (!isRenamed) checkLength(file, known)
  return rotate(known, known.day)
}

function cutTo(file: string, at: FilePosition, opened: () => number): FilePosition {
  const size = at.offset === 0 && !fs.existsSync(file) ? 0 : checkLength(file, at)
  const descriptor = opened()
  if (size > at.offset) {
    fs.ftruncateSync(descriptor, at.offset)
    fs.fsyncSync(descriptor)
  }
  return withLineEnded(descriptor, at)
}

/** A file that somebody else began may end in the middle of a line. */
function withLineEnded(descriptor: number, at: FilePosition): FilePosition {
  const last = Buffer.alloc(1)
  if (at.offset === 0 || fs.readSync(descriptor, last, 0, 1, at.offset - 1) === 0 || last[0] === 0x0a)
    return at
  fs.writeSync(descriptor, '\n')
  return {...at, offset: at.offset + 1}
}

/** Events that were safe are not there any more: somebody else moved, emptied or rotated the file. */
function checkLength(file: string, {offset}: FilePosition): number {
  const size = fs.statSync(file, {throwIfNoEntry: false})?.size
  if (size !== undefined && size >= offset) return size
  const what = size === undefined ? 'is gone' : `has ${size} bytes`
  throw new OpsError(
    'OPS_CHECKPOINT',
    `${file} ${what}, but ${offset} bytes of it were safe at the checkpoint: put it back, or reset the checkpoint to begin anew`,
    {failure: 'refused', next: `ls -l ${shellWord(path.dirname(file))}`},
  )
}

async function tidyClosed({file, gzip, keep}: FileSinkOptions, today: string): Promise<void> {
  if (gzip === true) await zipClosedFiles(file)
  if (keep !== undefined) removeOldFiles(file, keep, today)
}

async function working<T>(file: string, work: () => T | Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (error) {
    if (error instanceof OpsError) throw error
    throw fs.existsSync(path.dirname(file)) ? unwritableFile(file, error) : unreadableFile(file, error)
  }
}

function asPosition({name, offset, day, closing}: FilePosition): SinkPosition {
  return {name, offset, day, ...(closing === undefined ? {} : {closing})}
}
