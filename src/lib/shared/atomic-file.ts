import fs from 'node:fs'
import path from 'node:path'
import {systemErrorCode} from './errors.js'
import {unwritableFile} from './file-errors.js'
import {makeFolder} from './make-folder.js'
import {syncFolder} from './sync-folder.js'

export interface AtomicWriteOptions {
  /** Permission bits of the file afterwards, whatever the umask says. 0600 unless said. */
  readonly mode?: number
  /** Permission bits of folders that have to be made. 0700 unless said; existing folders are left alone. */
  readonly folderMode?: number
  /** Runs when the new content is safe on disk and nothing has been replaced yet; what it throws cancels the write. */
  readonly beforeRename?: () => void
}

/** A writer takes milliseconds; a sibling this much older than our own fresh one was left by a killed process. */
const abandonedAfterMs = 3_600_000

/**
 * Replaces a file so that every reader, and whoever comes after a crash, sees the old content or the new, whole: a
 * temporary file in the same folder is written, synced and renamed, then the folder is synced. A symlink is written
 * through, not replaced. Synchronous, so that no other step of this process can come between.
 * @throws OpsError OPS_DISK_FULL or OPS_FILE_UNWRITABLE, with nothing changed
 */
export function writeFileAtomic(
  file: string,
  data: string | Uint8Array,
  options: AtomicWriteOptions = {},
): void {
  const {mode = 0o600, folderMode = 0o700, beforeRename} = options
  const target = writing(file, () => finalTarget(file))
  const temporary = writing(file, () => {
    makeFolder(path.dirname(target), folderMode)
    return writeTemporary(target, data, mode)
  })
  try {
    beforeRename?.()
    writing(file, () => {
      fs.renameSync(temporary, target)
    })
  } catch (error) {
    fs.rmSync(temporary, {force: true})
    throw error
  }
  syncFolder(path.dirname(target))
}

/**
 * Finds out beforehand whether `bytes` could be written to `file`: for a step that cannot be repeated when its result
 * has nowhere to go. Leaves nothing behind.
 * @throws OpsError OPS_DISK_FULL or OPS_FILE_UNWRITABLE
 */
export function checkRoomFor(file: string, bytes: number): void {
  writing(file, () => {
    const target = finalTarget(file)
    fs.rmSync(writeTemporary(target, new Uint8Array(bytes), 0o600), {force: true})
  })
}

/**
 * Temporary files of writers of `file` that have not renamed them: written to just now, or left by a killed process. Whoever
 * holds a lock that all writers take knows that it is the latter.
 */
export function leftoversOf(file: string): readonly string[] {
  const target = writing(file, () => finalTarget(file))
  const prefix = path.basename(temporaryPrefix(target))
  const folder = path.dirname(target)
  return fs
    .readdirSync(folder)
    .filter((name) => name.startsWith(prefix) && name.endsWith('.tmp'))
    .map((name) => path.join(folder, name))
}

/** Where a chain of symlinks ends, also when nothing is there yet: dotfile managers link `~/.aws/config`. */
function finalTarget(file: string): string {
  let target = file
  for (let links = 0; links < 40; links++) {
    try {
      target = path.resolve(path.dirname(target), fs.readlinkSync(target))
    } catch (error) {
      // Not a link, or not there: this is the place.
      if (['EINVAL', 'ENOENT', 'UNKNOWN'].includes(systemErrorCode(error) ?? '')) return target
      throw error
    }
  }
  throw Object.assign(new Error('too many symbolic links'), {code: 'ELOOP'})
}

function writeTemporary(target: string, data: string | Uint8Array, mode: number): string {
  const {descriptor, temporary} = openTemporary(target, mode)
  try {
    fs.fchmodSync(descriptor, mode)
    keepOwner(descriptor, target)
    fs.writeFileSync(descriptor, data)
    fs.fsyncSync(descriptor)
    removeAbandoned(target, fs.fstatSync(descriptor).mtimeMs)
  } catch (error) {
    fs.rmSync(temporary, {force: true})
    throw error
  } finally {
    fs.closeSync(descriptor)
  }
  return temporary
}

/** A new file beside `target` that no other writer uses. Its name never ends in `.json`: AWS tools read all of those. */
function openTemporary(target: string, mode: number): {descriptor: number; temporary: string} {
  for (let attempt = 0; ; attempt++) {
    const temporary = `${temporaryPrefix(target)}${process.pid}-${attempt}.tmp`
    try {
      return {descriptor: fs.openSync(temporary, 'wx', mode), temporary}
    } catch (error) {
      if (systemErrorCode(error) !== 'EEXIST' || attempt > 1000) throw error
    }
  }
}

function temporaryPrefix(target: string): string {
  return path.join(path.dirname(target), `.${path.basename(target)}.`)
}

/** Under sudo the person's own file must stay theirs. */
function keepOwner(descriptor: number, target: string): void {
  if (process.geteuid?.() !== 0) return
  const present = fs.lstatSync(target, {throwIfNoEntry: false})
  if (present !== undefined) fs.fchownSync(descriptor, present.uid, present.gid)
}

/** Killed writers leave a temporary file with a secret in it. Ages are compared on the file system's own clock. */
function removeAbandoned(target: string, nowMs: number): void {
  for (const leftover of leftoversOf(target)) {
    const found = fs.lstatSync(leftover, {throwIfNoEntry: false})
    if (found !== undefined && nowMs - found.mtimeMs > abandonedAfterMs) fs.rmSync(leftover, {force: true})
  }
}

function writing<T>(file: string, step: () => T): T {
  try {
    return step()
  } catch (error) {
    throw unwritableFile(file, error)
  }
}
