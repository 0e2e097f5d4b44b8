import {checkValues} from './checked-values.js'
import {fileId} from './file-number.js'
import {countPlaceholders} from './placeholders.js'
import type {DriverStatement, SqliteDriver} from './sqlite-driver.js'
import {outOfPlace, storeFailure} from './store-errors.js'
import type {Statement, Store} from './store.js'
import {inTransaction} from './transaction.js'

/** A file that a driver has open. */
export interface OpenFile {
  readonly file: string
  /** `fileId` of it when it was opened. */
  readonly id: string | undefined
}

/** The store over an open driver: every value checked, every failure in words, nothing usable after close(). */
export function storeOn(driver: SqliteDriver, {file, id}: OpenFile): Store {
  let state: 'open' | 'in transaction' | 'closed' = 'open'
  const calling = <T>(call: () => T): T => {
    if (state === 'closed') throw new Error(`${file} has been closed`)
    try {
      return call()
    } catch (error) {
      throw storeFailure(file, error)
    }
  }
  return {
    prepare: (sql) => {
      const count = countPlaceholders(sql)
      return checked(
        calling(() => driver.prepare(sql)),
        {count, calling},
      )
    },
    transaction: (work) => {
      if (state === 'in transaction') throw new Error('transactions do not nest')
      return calling(() => {
        state = 'in transaction'
        try {
          return inTransaction(driver, work)
        } finally {
          state = 'open'
        }
      })
    },
    assertInPlace: () => {
      if (fileId(file) !== id) throw outOfPlace(file)
    },
    close: () => {
      if (state === 'closed') return
      if (state === 'in transaction') throw new Error('close() within a transaction')
      calling(driver.close)
      state = 'closed'
    },
  }
}

interface Checks {
  readonly count: number
  readonly calling: <T>(call: () => T) => T
}

function checked(statement: DriverStatement, {count, calling}: Checks): Statement {
  return {
    run: (...values) => {
      checkValues(values, count)
      return calling(() => statement.run(values))
    },
    get: (...values) => {
      checkValues(values, count)
      return calling(() => statement.get(values))
    },
    all: (...values) => {
      checkValues(values, count)
      return calling(() => statement.all(values))
    },
  }
}
