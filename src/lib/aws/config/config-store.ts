import {isUtf8} from 'node:buffer'
import fs from 'node:fs'
import {writeFileAtomic} from '../../shared/atomic-file.js'
import {OpsError, systemErrorCode} from '../../shared/errors.js'
import {unreadableFile, unwritableFile} from '../../shared/file-errors.js'
import {withLock, type Lock} from '../../shared/file-lock.js'
import type {Machine} from '../../shared/machine.js'
import {shellPath} from '../../shared/shell-word.js'

/** What an update did to a config or credentials file. */
export interface StoredEdit {
  readonly before: string
  readonly after: string
  /** Where the file as it was before is kept (0600, one a file); undefined when there was none, or nothing changed. */
  readonly backup: string | undefined
}

export interface UpdateOptions {
  /** The text a person was shown: if the file says anything else by now, nothing is written. */
  readonly shown?: string
}

/**
 * The text of a config or credentials file; empty when there is none.
 * @throws OpsError OPS_FILE_UNREADABLE; OPS_CONFIG_BROKEN when it is not UTF-8, since editing would not keep its bytes
 */
export function readConfigText(file: string): string {
  return decode(file, readBytes(file))
}

/**
 * Replaces a config or credentials file by `edit` of its text: under the lock beside it, with a backup, atomically, through
 * a symlink, mode kept (0600 when new). Tools that know nothing of our lock are noticed: a file that changed since it was
 * read is not overwritten.
 * @throws OpsError OPS_CONFIG_CHANGED (refused) with nothing written; whatever `edit` throws; OPS_LOCK_TIMEOUT,
 *   OPS_FILE_UNREADABLE, OPS_FILE_UNWRITABLE, OPS_DISK_FULL
 */
export async function updateConfigFile(
  machine: Machine,
  file: string,
  edit: {readonly apply: (text: string) => string} & UpdateOptions,
): Promise<StoredEdit> {
  return withLock(machine, lockPathOf(file), (lock) => {
    const bytes = readBytes(file)
    const before = decode(file, bytes)
    if (edit.shown !== undefined && edit.shown !== before) throw changedMeanwhile(file)
    const after = edit.apply(before)
    if (after === before) return {before, after, backup: undefined}
    return {before, after, backup: replace({file, bytes, lock}, after)}
  })
}

/** The lock stands beside the file itself, so that two ways through symlinks meet at one lock. */
export function lockPathOf(file: string): string {
  try {
    return `${fs.realpathSync(file)}.okta-ops.lock`
  } catch {
    return `${file}.okta-ops.lock`
  }
}

/** Where the one backup of a file lies. */
export function backupPathOf(file: string): string {
  return `${file}.okta-ops-backup`
}

interface Replaced {
  readonly file: string
  /** As read under the lock; undefined: there was no file. */
  readonly bytes: Buffer | undefined
  readonly lock: Lock
}

function replace({file, bytes, lock}: Replaced, text: string): string | undefined {
  const backup = bytes === undefined ? undefined : backupPathOf(file)
  const mode = bytes === undefined ? 0o600 : writableMode(file)
  if (bytes !== undefined && backup !== undefined) writeFileAtomic(backup, bytes, {mode: 0o600})
  writeFileAtomic(file, text, {
    mode,
    beforeRename: () => {
      lock.assertHeld()
      if (!isSame(readBytes(file), bytes)) throw changedMeanwhile(file)
    },
  })
  return backup
}

/** A rename would also replace a file that its owner made read-only; that wish is honoured. */
function writableMode(file: string): number {
  try {
    const {mode} = fs.statSync(file)
    if ((mode & 0o222) === 0) throw Object.assign(new Error('read-only'), {code: 'EACCES'})
    return mode & 0o777
  } catch (error) {
    throw unwritableFile(file, error)
  }
}

function readBytes(file: string): Buffer | undefined {
  try {
    return fs.readFileSync(file)
  } catch (error) {
    if (systemErrorCode(error) === 'ENOENT') return undefined
    throw unreadableFile(file, error)
  }
}

function decode(file: string, bytes: Buffer | undefined): string {
  if (bytes === undefined) return ''
  if (isUtf8(bytes)) return bytes.toString('utf8')
  throw new OpsError('OPS_CONFIG_BROKEN', `${file} is not UTF-8 text, so its bytes could not be kept`, {
    next: `file ${shellPath(file)}`,
  })
}

function isSame(now: Buffer | undefined, then: Buffer | undefined): boolean {
  return now === undefined || then === undefined ? now === then : now.equals(then)
}

function changedMeanwhile(file: string): OpsError {
  return new OpsError(
    'OPS_CONFIG_CHANGED',
    `${file} was changed by another program meanwhile; nothing was written`,
    {
      failure: 'refused',
      next: `ls -l ${shellPath(file)}`,
    },
  )
}
