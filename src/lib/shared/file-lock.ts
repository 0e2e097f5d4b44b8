import fs from 'node:fs'
import path from 'node:path'
import {OpsError, systemErrorCode} from './errors.js'
import {unwritableFile} from './file-errors.js'
import {lockTimeout, readLock, type LockRecord} from './lock-record.js'
import type {Machine} from './machine.js'
import {makeFolder} from './make-folder.js'
import type {Presence, Presences, Sight} from './presence.js'
import {ownIdentity, sightOf} from './process-identity.js'

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
  /** For a lock that is held for long: lets processes of other pid namespaces see whether the holder lives. */
  readonly presences?: Presences
  /** Ends waiting, with its reason. */
  readonly signal?: AbortSignal | undefined
}

const patienceMs = 30_000
const presenceEnding = '.alive-'

/**
 * Runs `work` while no other okta-ops process runs work under the same lock file, and removes the file afterwards. The
 * file stands beside what it guards, and its name must not end in `.json`. It is stale, and then stolen, only when its
 * holder can be seen to be gone; age alone never makes it so, since a stopped laptop's process still lives.
 * @throws OpsError OPS_LOCK_TIMEOUT after 30 s or `giveUpAfterMs`, naming the holder
 */
export async function withLock<T>(
  machine: Machine,
  lock: string | LockRequest,
  work: (lock: Lock) => Promise<T> | T,
): Promise<T> {
  const request = typeof lock === 'string' ? {file: lock, giveUpAfterMs: patienceMs} : lock
  const lockPath = request.file
  const owner = hex(machine.randomBytes(16))
  const presence = await acquire(machine, request, owner)
  try {
    return await work({
      assertHeld: () => {
        assertHeld(lockPath, owner)
      },
    })
  } finally {
    if (readLock(lockPath)?.owner === owner) fs.rmSync(lockPath, {force: true})
    presence?.leave()
  }
}

async function acquire(machine: Machine, request: LockRequest, owner: string): Promise<Presence | undefined> {
  const {file: lockPath, giveUpAfterMs} = request
  const startedAt = machine.monotonicMs()
  makeFolderOf(lockPath)
  for (let attempt = 0; ; attempt++) {
    const taken = take(request, owner)
    if (taken !== undefined) {
      machine.debug(`lock ${lockPath} taken after ${Math.round(machine.monotonicMs() - startedAt)} ms`)
      return taken.presence
    }
    const holder = readLock(lockPath)
    const sight = holder && sightOfHolder(request, holder)
    if (holder !== undefined && sight === 'gone') {
      machine.debug(`lock ${lockPath} was left by process ${holder.pid}, which is gone: taking it over`)
      steal(lockPath, holder, owner)
      continue
    }
    if (machine.monotonicMs() - startedAt >= giveUpAfterMs) throw lockTimeout(request, holder, sight)
    // A little chance keeps a crowd of waiters from knocking in step.
    await pause(
      machine,
      Math.min(100, 10 + attempt * 10) + (machine.randomBytes(1)[0] ?? 0) / 16,
      request.signal,
    )
  }
}

function makeFolderOf(lockPath: string): void {
  try {
    makeFolder(path.dirname(lockPath), 0o700)
  } catch (error) {
    throw unwritableFile(lockPath, error)
  }
}

/** The lock with a sign of life beside it; undefined while it is held. */
function take(
  {file: lockPath, presences}: LockRequest,
  owner: string,
): {readonly presence: Presence | undefined} | undefined {
  // Whoever only waits shall not make and remove a file at every knock.
  if (presences !== undefined && fs.existsSync(lockPath)) return undefined
  const presence = presences?.announce(`${lockPath}${presenceEnding}${owner}`)
  const mark = presence === undefined ? {} : {presence: presence.mark}
  let isTaken = false
  try {
    isTaken = create(lockPath, {...ownIdentity(), ...mark, owner})
  } finally {
    if (!isTaken) presence?.leave()
  }
  if (!isTaken) return undefined
  const [folder, prefix] = [path.dirname(lockPath), `${path.basename(lockPath)}${presenceEnding}`]
  // The lock names us now, so nothing needs what others have left.
  presences?.sweep(
    folder,
    (name) => name.startsWith(prefix) && /^[0-9a-f]{32}$/.test(name.slice(prefix.length)),
    () => false,
  )
  return {presence}
}

function sightOfHolder({file, presences}: LockRequest, holder: LockRecord): Sight {
  return sightOf(holder, presences && ((mark) => presences.look(path.dirname(file), mark)))
}

async function pause(machine: Machine, ms: number, signal: AbortSignal | undefined): Promise<void> {
  try {
    await machine.sleep(ms, signal)
  } catch (error) {
    signal?.throwIfAborted()
    throw error
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
function steal(lockPath: string, stale: LockRecord, thief: string): void {
  if (readLock(lockPath)?.owner !== stale.owner) return
  const loot = `${lockPath}.stale-${thief}`
  try {
    fs.renameSync(lockPath, loot)
    if (readLock(loot)?.owner !== stale.owner) fs.linkSync(loot, lockPath)
  } catch (error) {
    // ENOENT: another thief was faster. EEXIST: a third already holds the place; the owner of the loot will notice.
    if (!['ENOENT', 'EEXIST'].includes(systemErrorCode(error) ?? '')) throw unwritableFile(lockPath, error)
  } finally {
    fs.rmSync(loot, {force: true})
  }
}

function assertHeld(lockPath: string, owner: string): void {
  const holder = readLock(lockPath)
  if (holder?.owner === owner) return
  const who = holder === undefined ? 'it was removed' : `process ${holder.pid} has it`
  throw new OpsError('OPS_LOCK_LOST', `lost the lock ${lockPath}: ${who}; nothing was written`, {
    failure: 'unavailable',
  })
}

function hex(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('')
}
