import fs from 'node:fs'
import path from 'node:path'
import type {Machine} from '../shared/machine.js'
import type {Presence, PresenceMark, Presences, Sight} from '../shared/presence.js'
import {bootId} from '../shared/process-identity.js'
import {prepareDatabaseFile} from './database-file.js'
import {fileNumber} from './file-number.js'
import {libsqlDriver} from './libsql-driver.js'
import {isLocalFolder} from './local-folder.js'
import {nodeSqliteDriver} from './node-sqlite-driver.js'
import {resultCodeOf, type OpenDriver, type SqliteDriver} from './sqlite-driver.js'
import {busy} from './store-errors.js'

/** Locked by this process. A second look from within would prove nothing, and closing any descriptor of it would free it. */
const own = new Set<string>()

/**
 * Files of others that were seen held, by path, and open since: who waits for their end looks every second, and libsql gives a
 * closed file back only when it is collected.
 */
const watched = new Map<string, {readonly inode: string; readonly driver: SqliteDriver}>()
const mostWatched = 16

/** As long as it takes another process to see that nothing holds the file. */
const announceTimeoutMs = 500

/**
 * Presence by an empty SQLite file in an exclusive transaction: POSIX record locks reach across pid namespaces, and the kernel
 * frees them with the process, however it ends (fcntl(2); sqlite.org/lockingv3.html). They prove something on one kernel and
 * a local file system only: elsewhere nothing is announced and nobody is seen.
 */
export async function openPresences({platform}: Pick<Machine, 'platform'>): Promise<Presences> {
  const openDriver = platform === 'linux' ? (nodeSqliteDriver() ?? (await libsqlDriver())) : undefined
  return openDriver === undefined ? nobodySeen : presencesWith(openDriver)
}

const nobodySeen: Presences = {
  announce: () => undefined,
  look: () => 'unseen',
  sweep: () => undefined,
}

/** The same with a driver of the caller's choice: tests run one table against each. */
export function presencesWith(openDriver: OpenDriver): Presences {
  return {
    announce: (file) => announce(openDriver, file),
    look: (folder, mark) => look(openDriver, folder, mark),
    sweep: (folder, isOurs, isNeeded) => {
      for (const name of namesIn(folder).filter(isOurs)) {
        const file = path.join(folder, name)
        const remove = (): void => {
          if (!isNeeded(name)) fs.rmSync(file, {force: true})
        }
        if (!own.has(file)) whileFree(openDriver, file, remove)
      }
    },
  }
}

function announce(openDriver: OpenDriver, file: string): Presence | undefined {
  const boot = bootId()
  if (boot === '') return undefined
  let driver: SqliteDriver | undefined
  try {
    prepareDatabaseFile(file, 'linux')
    if (!isLocalFolder(path.dirname(file))) throw new Error('locks of this file system prove nothing')
    const inode = fileNumber(file)
    driver = openDriver(file)
    driver.prepare(`PRAGMA busy_timeout = ${announceTimeoutMs}`).all([])
    // Nothing is ever written, but the beginning of a transaction in an empty file would make a journal beside it.
    driver.prepare('PRAGMA journal_mode = MEMORY').all([])
    driver.exec('BEGIN EXCLUSIVE')
    // Whoever sweeps may have taken it for a leftover a moment ago.
    if (inode === undefined || fileNumber(file) !== inode) throw new Error('removed meanwhile')
    own.add(file)
    return {mark: {file: path.basename(file), inode, boot}, leave: leaveWith(driver, file)}
  } catch {
    closeQuietly(driver)
    removeQuietly(file)
    return undefined
  }
}

function leaveWith(driver: SqliteDriver, file: string): Presence['leave'] {
  return ({keep} = {keep: false}) => {
    if (!own.has(file)) return
    // While the lock is held nobody takes it for a leftover.
    if (!keep) removeQuietly(file)
    closeQuietly(driver)
    own.delete(file)
  }
}

function look(openDriver: OpenDriver, folder: string, {file: name, inode, boot}: PresenceMark): Sight {
  const file = path.join(folder, name)
  if (own.has(file)) return 'lives'
  const isSame = (): boolean => fileNumber(file) === inode
  if (boot === '' || boot !== bootId() || !isSame() || !isLocalFolder(folder)) return 'unseen'
  const known = watched.get(file)
  if (known !== undefined && known.inode !== inode) forget(file)
  let driver = watched.get(file)?.driver
  try {
    driver ??= openToLook(openDriver, file)
  } catch {
    return 'unseen'
  }
  const sight = sightBy(driver, () => undefined)
  const result = isSame() ? sight : 'unseen'
  if (result === 'lives') watch(file, {inode, driver})
  else if (watched.has(file)) forget(file)
  else closeQuietly(driver)
  return result
}

function watch(file: string, one: {readonly inode: string; readonly driver: SqliteDriver}): void {
  watched.set(file, one)
  const [oldest] = watched.keys()
  if (watched.size > mostWatched && oldest !== undefined) forget(oldest)
}

function forget(file: string): void {
  closeQuietly(watched.get(file)?.driver)
  watched.delete(file)
}

/** Does `work` when no process holds the file. */
function whileFree(openDriver: OpenDriver, file: string, work: () => void): void {
  let driver: SqliteDriver | undefined
  try {
    driver = openToLook(openDriver, file)
    sightBy(driver, work)
  } catch {
    // What cannot be opened is none of ours.
  } finally {
    closeQuietly(driver)
  }
}

function openToLook(openDriver: OpenDriver, file: string): SqliteDriver {
  const driver = openDriver(file)
  driver.prepare('PRAGMA busy_timeout = 0').all([])
  return driver
}

/** How an open file stands; `work` is done while it is seen to be free. Looks of others do not disturb each other. */
function sightBy(driver: SqliteDriver, work: () => void): Sight {
  try {
    driver.exec('BEGIN')
    try {
      driver.prepare('SELECT count(*) AS n FROM sqlite_master').all([])
      work()
    } finally {
      driver.exec('ROLLBACK')
    }
    return 'gone'
  } catch (error) {
    return ((resultCodeOf(error) ?? 0) & 0xff) === busy ? 'lives' : 'unseen'
  }
}

/** libsql may keep a closed file open until it is collected: so the transaction, and its lock, ends first. */
function closeQuietly(driver: SqliteDriver | undefined): void {
  for (const act of [() => driver?.exec('ROLLBACK'), () => driver?.close()]) quietly(act)
}

function removeQuietly(file: string): void {
  quietly(() => {
    fs.rmSync(file, {force: true})
  })
}

function quietly(act: () => void): void {
  try {
    act()
  } catch {
    // It is only a sign for others; without it they see less.
  }
}

function namesIn(folder: string): readonly string[] {
  try {
    return fs.readdirSync(folder)
  } catch {
    return []
  }
}
