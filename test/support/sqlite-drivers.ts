import {libsqlDriver} from '../../src/lib/store/libsql-driver.js'
import {nodeSqliteDriver} from '../../src/lib/store/node-sqlite-driver.js'
import type {OpenDriver} from '../../src/lib/store/sqlite-driver.js'

/** Every SQLite library that runs on this Node, by name. */
export async function sqliteDrivers(): Promise<ReadonlyMap<string, OpenDriver>> {
  const found: readonly (readonly [string, OpenDriver | undefined])[] = [
    ['node:sqlite', nodeSqliteDriver()],
    ['libsql', await libsqlDriver()],
  ]
  return new Map(found.filter((entry): entry is readonly [string, OpenDriver] => entry[1] !== undefined))
}
