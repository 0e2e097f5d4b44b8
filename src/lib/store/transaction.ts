import type {SqliteDriver} from './sqlite-driver.js'

/** BEGIN IMMEDIATE, `work`, COMMIT; everything undone when `work` or the COMMIT fails. */
export function inTransaction<T>(driver: SqliteDriver, work: () => T): T {
  driver.exec('BEGIN IMMEDIATE')
  try {
    const result = work()
    if (result instanceof Promise)
      throw new TypeError('a transaction cannot wait: its work must not be async')
    driver.exec('COMMIT')
    return result
  } catch (error) {
    rollBack(driver)
    throw error
  }
}

function rollBack(driver: SqliteDriver): void {
  try {
    driver.exec('ROLLBACK')
  } catch {
    // SQLite rolls back by itself when the disk is full, and says then that there is nothing to roll back.
  }
}
