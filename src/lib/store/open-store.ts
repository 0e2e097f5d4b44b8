import {OpsError} from '../shared/errors.js'
import type {Machine} from '../shared/machine.js'
import {prepareDatabaseFile} from './database-file.js'
import {fileId} from './file-number.js'
import {libsqlDriver} from './libsql-driver.js'
import {nodeSqliteDriver} from './node-sqlite-driver.js'
import {bringUpToDate, versionOf} from './schema.js'
import type {OpenDriver, SqliteDriver} from './sqlite-driver.js'
import {storeFailure, busyTimeoutMs} from './store-errors.js'
import {storeOn} from './sqlite-store.js'
import type {Store} from './store.js'

/**
 * Opens a database file, makes it (0600, its folders 0700) where it is missing, and brings it to the schema: `schema[i]` is
 * the SQL that takes version i to i + 1, each step in a transaction of its own. Never change a step that was released;
 * append one.
 * @throws OpsError OPS_STORE when this Node has no SQLite, when the file is damaged, locked by another process, or made by
 *   a newer okta-ops (then it is left as it is); OPS_DISK_FULL; OPS_FILE_UNWRITABLE
 */
export async function openStore(
  machine: Pick<Machine, 'platform'>,
  file: string,
  schema: readonly string[],
): Promise<Store> {
  const openDriver = nodeSqliteDriver() ?? (await libsqlDriver())
  if (openDriver === undefined) throw noSqlite()
  return openStoreWith(openDriver, {file, schema, platform: machine.platform})
}

/** The same with a driver of the caller's choice: tests run one table against each. */
export function openStoreWith(
  openDriver: OpenDriver,
  {file, schema, platform}: {file: string; schema: readonly string[]; platform: NodeJS.Platform},
): Store {
  prepareDatabaseFile(file, platform)
  const id = fileId(file)
  let driver: SqliteDriver | undefined
  try {
    driver = openDriver(file)
    // First, since the steps below may meet another process that starts.
    driver.prepare(`PRAGMA busy_timeout = ${busyTimeoutMs}`).all([])
    refuseNewer(file, versionOf(driver), schema.length)
    driver.prepare('PRAGMA journal_mode = WAL').all([])
    driver.exec('PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON')
    bringUpToDate(driver, schema)
  } catch (error) {
    closeQuietly(driver)
    throw storeFailure(file, error)
  }
  return storeOn(driver, {file, id})
}

function refuseNewer(file: string, version: number, known: number): void {
  if (version <= known) return
  throw new OpsError(
    'OPS_STORE',
    `${file} was written by a newer okta-ops (version ${version} of its tables, this one knows ${known})`,
    {next: 'npm install --global okta-ops@latest'},
  )
}

function noSqlite(): OpsError {
  return new OpsError(
    'OPS_STORE',
    `Node ${process.versions.node} has no SQLite of its own, and the optional package libsql is not installed; Node 24 has one`,
    {next: 'npm install --global --include=optional okta-ops'},
  )
}

function closeQuietly(driver: SqliteDriver | undefined): void {
  try {
    driver?.close()
  } catch {
    // What went wrong before is what matters.
  }
}
