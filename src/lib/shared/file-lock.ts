import fs from 'node:fs'
import path from 'node:path'
import {OpsError, systemErrorCode} from './errors.js'
import {unwritableFile} from './file-errors.js'
import type {Machine} from './machine.js'
import {makeFolder} from './make-folder.js'
import {isGone, ownIdentity, type ProcessIdentity} from './process-identity.js'
import {shellWord} from './shell-word.js'

/** A lock we hold. */
export interface Lock {
  /**
   * Reads the lock file again. Call it before anything that cannot be repeated or undone.
   * @throws OpsError OPS_LOCK_LOST when somebody else took it
   */
  readonly assertHeld: () => void
}

/** A lock file, and how long to wait for it. */
export interface LockRequest {
  readonly file: string
  readonly giveUpAfterMs: number
}

/** What the lock file says about its holder. */
interface LockRecord extends ProcessIdentity {
  /** Unique to one acquisition. */
  readonly owner: string
}

const patienceMs = 30_000

/**
 * Runs `work` while no other okta-ops process runs work under the same lock file, and removes the file afterwards. The
 * file stands beside what it guards, and its name must not end in `.json`. It is stale, and then stolen, only when its
 * holder ran on this machine and is gone; age alone never makes it so, since a stopped laptop's process still lives.
 * @throws OpsError OPS_LOCK_TIMEOUT after 30 s or `giveUpAfterMs`, naming the holder
 */
export async function withLock<T>(
  machine: Machine,
  lock: string | LockRequest,
  work: (lock: Lock) => Promise<T> | T,
): Promise<T> {
  const request = typeof lock === 'string' ? {file: lock, giveUpAfterMs: patienceMs} : lock
  const lockPath = request.file
  const record: LockRecord = {...ownIdentity(), owner: hex(machine.randomBytes(16))}
  await acquire(machine, request, record)
  try {
    return await work({
      assertHeld: () => {
        assertHeld(lockPath, record)
      },
    })
  } finally {
    if (readRecord(lockPath)?.owner === record.owner) fs.rmSync(lockPath, {force: true})
  }
}

async function acquire(
  machine: Machine,
  {file: lockPath, giveUpAfterMs}: LockRequest,
  record: LockRecord,
): Promise<void> {
  const startedAt = machine.monotonicMs()
  makeFolderOf(lockPath)
  for (let attempt = 0; ; attempt++) {
    if (create(lockPath, record)) break
    const holder = readRecord(lockPath)
    if (holder !== undefined && isGone(holder)) {
      machine.debug(`lock ${lockPath} was left by process ${holder.pid}, which is gone: taking it over`)
      steal(lockPath, holder, record)
      continue
    }
    if (machine.monotonicMs() - startedAt >= giveUpAfterMs)
      throw timeout({file: lockPath, giveUpAfterMs}, holder)
    // A little chance keeps a crowd of waiters from knocking in step.
    await machine.sleep(Math.min(100, 10 + attempt * 10) + (machine.randomBytes(1)[0] ?? 0) / 16)
  }
  machine.debug(`lock ${lockPath} taken after ${Math.round(machine.monotonicMs() - startedAt)} ms`)
}

function makeFolderOf(lockPath: string): void {
  try {
    makeFolder(path.dirname(lockPath), 0o700)
  } catch (error) {
    throw unwritableFile(lockPath, error)
  }
}

/** Puts the record there whole or not at all: a hard link appears with its content, and never over another file. */
function create(lockPath: string, record: LockRecord): boolean {
  const own = `${lockPath}.${record.owner}`
  try {
    fs.writeFileSync(own, `${JSON.stringify(record)}\n`, {mode: 0o600, flag: 'wx'})
    fs.linkSync(own, lockPath)
    return true
  } catch (error) {
    if (systemErrorCode(error) === 'EEXIST') return false
    if (isLinkless(error)) return createWithoutLink(lockPath, record)
    throw unwritableFile(lockPath, error)
  } finally {
    fs.rmSync(own, {force: true})
  }
}

/** File systems without hard links (FAT, some network ones) answer with one of these. */
function isLinkless(error: unknown): boolean {
  return ['EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS'].includes(systemErrorCode(error) ?? '')
}

function createWithoutLink(lockPath: string, record: LockRecord): boolean {
  try {
    fs.writeFileSync(lockPath, `${JSON.stringify(record)}\n`, {mode: 0o600, flag: 'wx'})
    return true
  } catch (error) {
    if (systemErrorCode(error) === 'EEXIST') return false
    throw unwritableFile(lockPath, error)
  }
}

/**
 * Moves a stale lock file out of the way. Two thieves may both have judged it: the slower one may find in its hands the
 * fresh lock of the faster, and then puts it back.
 */
function steal(lockPath: string, stale: LockRecord, thief: LockRecord): void {
  if (readRecord(lockPath)?.owner !== stale.owner) return
  const loot = `${lockPath}.stale-${thief.owner}`
  try {
    fs.renameSync(lockPath, loot)
    if (readRecord(loot)?.owner !== stale.owner) fs.linkSync(loot, lockPath)
  } catch (error) {
    // ENOENT: another thief was faster. EEXIST: a third already holds the place; the owner of the loot will notice.
    if (!['ENOENT', 'EEXIST'].includes(systemErrorCode(error) ?? '')) throw unwritableFile(lockPath, error)
  } finally {
    fs.rmSync(loot, {force: true})
  }
}

function assertHeld(lockPath: string, record: LockRecord): void {
  const holder = readRecord(lockPath)
  if (holder?.owner === record.owner) return
  const who = holder === undefined ? 'it was removed' : `process ${holder.pid} has it`
  throw new OpsError('OPS_LOCK_LOST', `lost the lock ${lockPath}: ${who}; nothing was written`, {
    failure: 'unavailable',
  })
}

/** Undefined when the lock is not there, or is not one of ours: then it is never judged stale. */
function readRecord(lockPath: string): LockRecord | undefined {
  try {
    const found: unknown = JSON.parse(fs.readFileSync(lockPath, 'utf8'))
    return isRecord(found) ? found : undefined
  } catch {
    return undefined
  }
}

function isRecord(value: unknown): value is LockRecord {
  if (typeof value !== 'object' || value === null) return false
  const {pid, owner, host, start} = value as Readonly<Record<string, unknown>>
  return (
    Number.isInteger(pid) &&
    Number(pid) > 0 &&
    typeof owner === 'string' &&
    typeof host === 'string' &&
    ['string', 'undefined'].includes(typeof start)
  )
}

function timeout({file: lockPath, giveUpAfterMs}: LockRequest, holder: LockRecord | undefined): OpsError {
  const waited = `waited ${giveUpAfterMs / 1000} s`
  if (holder === undefined) {
    return new OpsError('OPS_LOCK_TIMEOUT', `${lockPath} does not say who holds it (${waited})`, {
      failure: 'unavailable',
      next: `rm ${shellWord(lockPath)}`,
    })
  }
  const host = holder.host.split(' ')[0] ?? ''
  const elsewhere = holder.host === ownIdentity().host ? '' : ` on ${host}`
  return new OpsError(
    'OPS_LOCK_TIMEOUT',
    `process ${holder.pid}${elsewhere} holds ${lockPath} (${waited}); remove that file only if the process is gone`,
    {failure: 'unavailable', next: elsewhere === '' ? `ps -p ${holder.pid}` : `rm ${shellWord(lockPath)}`},
  )
}

function hex(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('')
}
