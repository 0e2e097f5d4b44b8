import fs from 'node:fs'
import path from 'node:path'
import {OpsError, systemErrorCode} from '../shared/errors.js'
import {unwritableFile} from '../shared/file-errors.js'
import {makeFolder} from '../shared/make-folder.js'
import {shellWord} from '../shared/shell-word.js'

/**
 * Sees to it that the file is there, an ordinary file, and nobody else's to read, before any library opens it: SQLite gives
 * its log and index files the mode of the database. Folders that are missing are made 0700; a wider file is narrowed.
 * @throws OpsError OPS_STORE for a symlink, a folder or another user's file; OPS_DISK_FULL, OPS_FILE_UNWRITABLE
 */
export function prepareDatabaseFile(file: string, platform: NodeJS.Platform): void {
  try {
    makeFolder(path.dirname(file), 0o700)
    createPrivate(file)
  } catch (error) {
    throw error instanceof OpsError ? error : unwritableFile(file, error)
  }
  for (const name of [file, `${file}-wal`, `${file}-shm`]) checkPrivate(name, platform)
}

function createPrivate(file: string): void {
  try {
    const descriptor = fs.openSync(file, 'wx', 0o600)
    // The umask may have taken more away than it should.
    fs.fchmodSync(descriptor, 0o600)
    fs.closeSync(descriptor)
  } catch (error) {
    if (systemErrorCode(error) !== 'EEXIST') throw error
  }
}

function checkPrivate(file: string, platform: NodeJS.Platform): void {
  const found = fs.lstatSync(file, {throwIfNoEntry: false})
  if (found === undefined) return
  if (found.isSymbolicLink()) throw refused(file, 'is a symbolic link: a database must lie where it is named')
  if (!found.isFile()) throw refused(file, 'is not an ordinary file')
  if (platform === 'win32' || (found.mode & 0o177) === 0) return
  try {
    fs.chmodSync(file, 0o600)
  } catch (error) {
    throw refused(file, 'can be read by others and belongs to somebody else', error)
  }
}

function refused(file: string, why: string, cause?: unknown): OpsError {
  return new OpsError('OPS_STORE', `${file} ${why}`, {next: `ls -ld ${shellWord(file)}`, cause})
}
