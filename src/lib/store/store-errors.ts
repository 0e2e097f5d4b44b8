import path from 'node:path'
import {OpsError} from '../shared/errors.js'
import {shellWord} from '../shared/shell-word.js'
import {resultCodeOf} from './sqlite-driver.js'

/** How long a statement waits for another process before it gives up. */
export const busyTimeoutMs = 10_000

/** SQLite's result codes (sqlite.org/rescode.html) that say something about the file rather than about our SQL. */
export const busy = 5
const locked = 6
const full = 13
const noRoomForShm = 4874
const damaged = [11, 26]
const unusable = [3, 8, 10, 14, 23]

/**
 * What a failing library call means to a person: OPS_DISK_FULL, or OPS_STORE naming the file and a command. Anything else (a
 * constraint, wrong SQL) is handed back as it is: that is the caller's matter.
 */
export function storeFailure(file: string, error: unknown): unknown {
  const code = resultCodeOf(error)
  if (code === undefined) return error
  const primary = code & 0xff
  if (primary === full || code === noRoomForShm) return diskFull(file, error)
  if (primary === busy || primary === locked) return keptLocked(file, error)
  if (damaged.includes(primary)) return damagedFile(file, error)
  if (unusable.includes(primary)) return unusableFile(file, error)
  return error
}

const gone = new WeakSet<OpsError>()

/** OPS_STORE for a file that was moved, deleted or replaced while it was open. */
export function outOfPlace(file: string): OpsError {
  const message = `${file} was moved, deleted or replaced while this process had it open; it begins nothing more`
  const error = new OpsError('OPS_STORE', message, {
    next: `ls -ld ${shellWord(path.dirname(file))} ${shellWord(file)}`,
  })
  gone.add(error)
  return error
}

/** Whether it is that: waiting does not mend it, unlike the other troubles of a store. */
export function isOutOfPlace(error: unknown): boolean {
  return error instanceof OpsError && gone.has(error)
}

function diskFull(file: string, cause: unknown): OpsError {
  return new OpsError('OPS_DISK_FULL', `cannot write ${file}: no space left on device`, {
    next: `df -h ${shellWord(path.dirname(file))}`,
    cause,
  })
}

function keptLocked(file: string, cause: unknown): OpsError {
  const seconds = busyTimeoutMs / 1000
  return new OpsError('OPS_STORE', `another process kept ${file} locked for ${seconds} seconds`, {
    failure: 'unavailable',
    next: `fuser -v ${shellWord(file)}`,
    cause,
  })
}

function damagedFile(file: string, cause: unknown): OpsError {
  return new OpsError(
    'OPS_STORE',
    `${file} is damaged or not a database of okta-ops; put aside, it is made anew and what it remembered is lost`,
    {next: `mv ${shellWord(file)} ${shellWord(`${file}.damaged`)}`, cause},
  )
}

function unusableFile(file: string, cause: unknown): OpsError {
  return new OpsError('OPS_STORE', `the database ${file} cannot be opened, read or written`, {
    next: `ls -ld ${shellWord(path.dirname(file))} ${shellWord(file)}`,
    cause,
  })
}
