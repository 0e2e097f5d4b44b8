import type {SqlRow, SqlValue} from './store.js'

/**
 * What the rest of this folder needs of a SQLite library. Values have been checked by then (checked-statement.ts). Both
 * drivers answer alike: integers are numbers while they are safe and bigints beyond, blobs are Uint8Array.
 */
export interface SqliteDriver {
  readonly exec: (sql: string) => void
  readonly prepare: (sql: string) => DriverStatement
  readonly close: () => void
}

export interface DriverStatement {
  readonly run: (values: readonly SqlValue[]) => {readonly changes: number}
  readonly get: (values: readonly SqlValue[]) => SqlRow | undefined
  readonly all: (values: readonly SqlValue[]) => readonly SqlRow[]
}

/** Opens one file, which is there already. */
export type OpenDriver = (file: string) => SqliteDriver

/** The error for a file that SQLite cannot open; 14 is its result code SQLITE_CANTOPEN. */
export const cannotOpen = 14

/** SQLite's extended result code (sqlite.org/rescode.html) of an error of either library, or undefined. */
export function resultCodeOf(error: unknown): number | undefined {
  if (!(error instanceof Error)) return undefined
  const {errcode, rawCode} = error as {errcode?: unknown; rawCode?: unknown}
  const code = errcode ?? rawCode
  return typeof code === 'number' ? code : undefined
}

/** A row as both drivers show it. `raw` has been read with bigints for integers. */
export function plainRow(raw: Readonly<Record<string, unknown>>): Record<string, SqlValue> {
  const row: Record<string, SqlValue> = {}
  for (const name in raw) row[name] = plainValue(raw[name])
  return row
}

function plainValue(value: unknown): SqlValue {
  if (typeof value === 'bigint') {
    const number = Number(value)
    return Number.isSafeInteger(number) ? number : value
  }
  if (value instanceof ArrayBuffer) return new Uint8Array(value)
  // A Buffer is a Uint8Array, but prints and compares as something else.
  if (Buffer.isBuffer(value)) return new Uint8Array(value.buffer, value.byteOffset, value.byteLength)
  return value as SqlValue
}
