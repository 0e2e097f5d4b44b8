import {plainRow, type OpenDriver, type SqliteDriver} from './sqlite-driver.js'
import type {SqlValue} from './store.js'

/** The part of node:sqlite used here; the types of Node 20 do not know it. */
interface NodeSqlite {
  readonly DatabaseSync: new (file: string) => {
    exec: (sql: string) => void
    prepare: (sql: string) => NodeStatement
    close: () => void
  }
}

type Raw = Readonly<Record<string, unknown>>

interface NodeStatement {
  readonly setReadBigInts: (on: boolean) => void
  readonly run: (...values: readonly SqlValue[]) => {readonly changes: number | bigint}
  readonly get: (...values: readonly SqlValue[]) => Raw | undefined
  readonly all: (...values: readonly SqlValue[]) => readonly Raw[]
}

/** Node's own SQLite: there without a flag from 22.13 on. Undefined where this Node has none. */
export function nodeSqliteDriver(): OpenDriver | undefined {
  const sqlite = quietly(() => process.getBuiltinModule('node:sqlite') as NodeSqlite | undefined)
  return sqlite && ((file) => driverOn(new sqlite.DatabaseSync(file)))
}

function driverOn(database: InstanceType<NodeSqlite['DatabaseSync']>): SqliteDriver {
  return {
    exec: (sql) => {
      database.exec(sql)
    },
    prepare: (sql) => {
      const statement = database.prepare(sql)
      // Else reading an integer beyond 2^53 throws.
      statement.setReadBigInts(true)
      return {
        run: (values) => ({changes: Number(statement.run(...values).changes)}),
        get: (values) => {
          const row = statement.get(...values)
          return row && plainRow(row)
        },
        all: (values) => statement.all(...values).map(plainRow),
      }
    },
    close: () => {
      database.close()
    },
  }
}

/** Node 22 warns while the module is loaded, and only then: other warnings are not touched. */
function quietly<T>(load: () => T): T {
  const warn = Object.getOwnPropertyDescriptor(process, 'emitWarning')
  process.emitWarning = () => undefined
  try {
    return load()
  } finally {
    if (warn) Object.defineProperty(process, 'emitWarning', warn)
  }
}
