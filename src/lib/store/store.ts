/** What SQLite takes and gives. No booleans and no objects: one of the libraries behind this aborts the process on them. */
export type SqlValue = string | number | bigint | Uint8Array | null

export type SqlRow = Readonly<Record<string, SqlValue>>

/** A prepared statement. Every call checks the count and kind of its values. */
export interface Statement {
  readonly run: (...values: readonly SqlValue[]) => {readonly changes: number}
  readonly get: (...values: readonly SqlValue[]) => SqlRow | undefined
  readonly all: (...values: readonly SqlValue[]) => readonly SqlRow[]
}

/** One SQLite database file: WAL, synchronous=FULL, a busy timeout, 0600. What a transaction has written survives kill -9. */
export interface Store {
  readonly prepare: (sql: string) => Statement
  /** BEGIN IMMEDIATE ... COMMIT; rolled back when `work` throws. Not to be nested. */
  readonly transaction: <T>(work: () => T) => T
  /**
   * To be asked within a transaction that begins something: what is written to a file that nobody finds is forgotten.
   * @throws OpsError OPS_STORE when the file at the store's path is not the one that is open
   */
  readonly assertInPlace: () => void
  readonly close: () => void
}
