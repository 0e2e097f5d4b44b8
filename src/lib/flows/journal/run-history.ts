import type {FlowRun, RunCause, RunState} from '../../ports/flow-runner.js'
import type {RowOwners} from '../../store/row-owners.js'
import type {SqlRow, SqlValue, Store} from '../../store/store.js'
import {ownerOfRow, runOfRow} from './run-row.js'

export const runStates = [
  'planned',
  'sent',
  'running',
  'succeeded',
  'failed',
  'refused',
  'unknown',
] as const satisfies readonly RunState[]

/** Which runs. */
export interface RunQuery {
  readonly flow?: string
  readonly states?: readonly RunState[]
  readonly key?: string
  /** Written down then or later. */
  readonly since?: Date
  /** The newest so many; all unless said. */
  readonly limit?: number
}

/** What statistics need of a run; times in milliseconds since 1970. */
export interface RunFigures {
  readonly flow: string
  readonly state: RunState
  readonly sentAt: number | undefined
  readonly endedAt: number | undefined
}

/** What the Execution Log Stream told of an execution, as it came. */
export interface KeptRecord {
  readonly eventType: string
  readonly at: Date
}

/** The runs of an open `flows.db`, to look at. */
export interface RunHistory {
  /** Newest first. */
  readonly find: (query: RunQuery) => readonly FlowRun[]
  readonly figures: (query: RunQuery) => readonly RunFigures[]
  /** Runs whose answer named this execution; newest first. */
  readonly ofExecution: (executionId: string) => readonly FlowRun[]
  /** Of one piece of work the run that counts: the one that succeeded, else the newest. */
  readonly ofKey: (flow: string, key: string) => FlowRun | undefined
  /** Whether a run is `planned` by a process that is gone: nothing of it was sent, or ever will be. */
  readonly isNeverSent: (runId: string) => boolean
  /** Whether a run was left `running` by a process that is gone: the journal hears of its end only when somebody asks. */
  readonly isLeft: (runId: string) => boolean
  /** Runs that a batch of that name made, whatever its content; newest first. */
  readonly ofBatch: (name: string) => readonly FlowRun[]
  /** Oldest first. */
  readonly records: (executionId: string) => readonly KeptRecord[]
}

export function createRunHistory(store: Store, processes: RowOwners): RunHistory {
  const rows = (columns: string, query: RunQuery): readonly SqlRow[] => {
    const {sql, values} = conditionsOf(query)
    return store.prepare(`SELECT ${columns} FROM run ${sql}`).all(...values)
  }
  const byExecution = store.prepare('SELECT * FROM run WHERE execution_id = ? ORDER BY created_at DESC')
  const byKey = store.prepare(
    `SELECT * FROM run WHERE flow = ? AND key = ?
     ORDER BY state = 'succeeded' DESC, created_at DESC, id DESC LIMIT 1`,
  )
  const owned = store.prepare('SELECT owner FROM run WHERE id = ? AND state = ?')
  const isOfOneGone = (runId: string, state: RunState): boolean => {
    const row = owned.get(runId, state)
    return row !== undefined && processes.sightOf(ownerOfRow(row)) === 'gone'
  }
  const byCause = store.prepare('SELECT * FROM run WHERE cause = ? ORDER BY created_at DESC, id DESC')
  const records = store.prepare(
    'SELECT event_type, at FROM execution_record WHERE execution_id = ? ORDER BY at, rowid',
  )
  return {
    find: (query) => rows('*', query).map(runOfRow),
    figures: (query) => rows('flow, state, sent_at, ended_at', query).map(figuresOf),
    ofExecution: (executionId) => byExecution.all(executionId).map(runOfRow),
    ofKey: (flow, key) => {
      const row = byKey.get(flow, key)
      return row === undefined ? undefined : runOfRow(row)
    },
    isNeverSent: (runId) => isOfOneGone(runId, 'planned'),
    isLeft: (runId) => isOfOneGone(runId, 'running'),
    ofBatch: (name) => byCause.all(JSON.stringify(batchCause(name))).map(runOfRow),
    records: (executionId) =>
      records.all(executionId).map((row) => ({
        eventType: String(row['event_type']),
        at: new Date(Number(row['at'])),
      })),
  }
}

/** What made the runs of a batch happen. */
export function batchCause(name: string): RunCause {
  return {kind: 'batch', name}
}

function figuresOf(row: SqlRow): RunFigures {
  const ms = (column: string): number | undefined => (row[column] === null ? undefined : Number(row[column]))
  return {
    flow: String(row['flow']),
    state: String(row['state']) as RunState,
    sentAt: ms('sent_at'),
    endedAt: ms('ended_at'),
  }
}

function conditionsOf({flow, states, key, since, limit}: RunQuery): {
  readonly sql: string
  readonly values: readonly SqlValue[]
} {
  const conditions: string[] = []
  const values: SqlValue[] = []
  const also = (condition: string, ...more: readonly SqlValue[]): void => {
    conditions.push(condition)
    values.push(...more)
  }
  if (flow !== undefined) also('flow = ?', flow)
  if (key !== undefined) also('key = ?', key)
  if (states !== undefined) also(`state IN (${states.map(() => '?').join(', ')})`, ...states)
  if (since !== undefined) also('created_at >= ?', since.getTime())
  const where = conditions.length === 0 ? '' : `WHERE ${conditions.join(' AND ')} `
  const most = limit === undefined ? '' : ' LIMIT ?'
  if (limit !== undefined) values.push(limit)
  return {sql: `${where}ORDER BY created_at DESC, id DESC${most}`, values}
}
