import {
  cannotOpen,
  plainRow,
  type DriverStatement,
  type OpenDriver,
  type SqliteDriver,
} from './sqlite-driver.js'
import type {SqlValue} from './store.js'

type Raw = Readonly<Record<string, unknown>>

/** The part of libsql used here. */
interface Libsql {
  exec: (sql: string) => void
  prepare: (sql: string) => LibsqlStatement
  close: () => void
}

interface LibsqlStatement {
  readonly safeIntegers: (on: boolean) => unknown
  readonly run: (values: readonly SqlValue[]) => {readonly changes: number}
  readonly get: (values: readonly SqlValue[]) => Raw | undefined
  readonly all: (values: readonly SqlValue[]) => readonly Raw[]
}

/** SQLite by the optional package libsql, for a Node without its own. Undefined where it is not installed. */
export async function libsqlDriver(): Promise<OpenDriver | undefined> {
  try {
    const {default: Database} = (await import('libsql')) as unknown as {default: new (file: string) => Libsql}
    return (file) => driverOn(opened(() => new Database(file)))
  } catch {
    // Not installed, or no build for this platform: for the caller it is the same.
    return undefined
  }
}

/** libsql says why it cannot open a file only in words. */
function opened(open: () => Libsql): Libsql {
  try {
    return open()
  } catch (error) {
    throw Object.assign(new Error('cannot open', {cause: error}), {rawCode: cannotOpen})
  }
}

function driverOn(database: Libsql): SqliteDriver {
  return {
    exec: (sql) => {
      database.exec(sql)
    },
    prepare: (sql) => statementOn(database.prepare(sql)),
    close: () => {
      // Statements keep the file open until they are collected, so the log would not be folded in by close alone.
      database.prepare('PRAGMA wal_checkpoint(PASSIVE)').all([])
      database.close()
    },
  }
}

/** Values go in as one array: alone, a blob or null would be taken for named values, and libsql ends the process on that. */
function statementOn(statement: LibsqlStatement): DriverStatement {
  statement.safeIntegers(true)
  return {
    run: (values) => ({changes: statement.run(values).changes}),
    get: (values) => {
      const raw = statement.get(values)
      if (raw === undefined) return undefined
      // libsql adds how long it took.
      const row = plainRow(raw)
      delete row['_metadata']
      return row
    },
    all: (values) => statement.all(values).map(plainRow),
  }
}
