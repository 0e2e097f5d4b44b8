import type {SqliteDriver} from './sqlite-driver.js'
import {inTransaction} from './transaction.js'

/** `PRAGMA user_version`: how many schema steps the file has taken. */
export function versionOf(driver: SqliteDriver): number {
  return Number(driver.prepare('PRAGMA user_version').all([])[0]?.['user_version'] ?? 0)
}

/** Takes the steps that are missing, one transaction each; another process may take some of them meanwhile. */
export function bringUpToDate(driver: SqliteDriver, schema: readonly string[]): void {
  while (versionOf(driver) < schema.length) {
    inTransaction(driver, () => {
      // Read again: whoever was first has done it.
      const version = versionOf(driver)
      const step = schema[version]
      if (step === undefined) return
      driver.exec(step)
      driver.exec(`PRAGMA user_version = ${version + 1}`)
    })
  }
}
