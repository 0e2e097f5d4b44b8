import {createHash} from 'node:crypto'
import type {FlowRun} from '../../ports/flow-runner.js'
import type {LinePiece} from '../../shared/file-lines.js'
import type {Machine} from '../../shared/machine.js'
import type {RunEnd} from '../journal/run-journal.js'
import type {OpenRuns} from '../journal/with-runs.js'
import {endOf} from '../wait/await-end.js'
import {readRecord, type ExecutionRecord} from './execution-record.js'

/** What came of importing records. */
export interface Imported {
  readonly read: number
  readonly added: number
  /** Imported before. */
  readonly repeated: number
  readonly executions: number
  /** How often each kind came. */
  readonly eventTypes: Readonly<Record<string, number>>
  /** Kinds that we do not know the meaning of; their records are kept. */
  readonly unknownTypes: readonly string[]
  /** Lines that are no records, by number from 1. */
  readonly unreadable: readonly {readonly line: number; readonly why: string}[]
  /** The last line ends in the middle: its record is not there. */
  readonly isTorn: boolean
  /** Runs of the journal whose end was learnt; or is another one now, where only these records had told it. */
  readonly settled: readonly Pick<FlowRun, 'runId' | 'flow' | 'state'>[]
}

interface Line {
  readonly number: number
  readonly text: string
}

/** Lines of one transaction. */
const batchLines = 500
/** No record is longer, in bytes. */
export const longestRecord = 1024 * 1024

/**
 * Takes records of the Execution Log Stream into the journal, NDJSON as it comes from a file. The same record twice is one; order
 * does not matter. Runs whose answer told the execution's id end as their execution did; of two ends the later one counts.
 * @throws OpsError OPS_STORE when the journal cannot be written, and what the lines throw; what was taken in by then stays
 */
export async function importRecords(
  machine: Machine,
  runs: OpenRuns,
  pieces: AsyncIterable<LinePiece>,
): Promise<Imported> {
  const writer = createWriter(runs, machine)
  let isTorn = false
  for await (const piece of pieces) {
    const lines = writtenLines(piece)
    const last = lines.at(-1)
    if (piece.isOpen && last !== undefined && parsed(last.text) === undefined) {
      isTorn = true
      lines.pop()
    }
    for (let from = 0; from < lines.length; from += batchLines)
      writer.take(lines.slice(from, from + batchLines))
  }
  return {...writer.result(), isTorn}
}

/** Those that are not blank. */
function writtenLines({lines, firstNumber}: LinePiece): Line[] {
  return lines
    .map((line, index) => ({number: firstNumber + index, text: line.toString('utf8')}))
    .filter(({text}) => text.trim() !== '')
}

function createWriter(
  {store, journal, history}: OpenRuns,
  machine: Machine,
): {readonly take: (lines: readonly Line[]) => void; readonly result: () => Omit<Imported, 'isTorn'>} {
  const keep = store.prepare(
    'INSERT OR IGNORE INTO execution_record (hash, execution_id, event_type, at, json) VALUES (?, ?, ?, ?, ?)',
  )
  const see = store.prepare(
    `INSERT INTO execution (id, flow_id, flow_name, state, started_at, ended_at, updated_at)
     VALUES (?, ?, ?, 'running', ?, NULL, ?)
     ON CONFLICT (id) DO UPDATE SET flow_id = COALESCE(flow_id, excluded.flow_id),
       flow_name = COALESCE(flow_name, excluded.flow_name),
       started_at = MIN(COALESCE(started_at, excluded.started_at), excluded.started_at)`,
  )
  // An end outdoes a beginning, whichever came first, and of two ends the later one counts.
  const finish = store.prepare(
    `UPDATE execution SET state = ?, ended_at = ?, updated_at = ?
     WHERE id = ? AND (state = 'running' OR ended_at IS NULL OR ended_at <= ?)`,
  )
  const executions = new Set<string>()
  const eventTypes = new Map<string, number>()
  const unknownTypes = new Set<string>()
  const unreadable: {line: number; why: string}[] = []
  const settled = new Map<string, Imported['settled'][number]>()
  let [read, added] = [0, 0]

  const takeRecord = (record: ExecutionRecord, json: string): void => {
    read++
    executions.add(record.executionId)
    eventTypes.set(record.eventType, (eventTypes.get(record.eventType) ?? 0) + 1)
    if (!record.isKnown) unknownTypes.add(record.eventType)
    const ms = record.at.getTime()
    const hash = createHash('sha256').update(json).digest('hex')
    added += keep.run(hash, record.executionId, record.eventType, ms, json).changes
    see.run(record.executionId, record.flowId ?? null, record.flowName ?? null, ms, ms)
    if (record.meaning === 'running' || record.meaning === 'other') return
    finish.run(record.meaning, ms, ms, record.executionId, ms)
  }
  const settleRuns = (ids: ReadonlySet<string>): void => {
    for (const id of ids) {
      const state = journal.execution(id)
      if (state === undefined || state === 'running') continue
      for (const run of history.ofExecution(id)) {
        const end = endOf({found: true, state, by: 'execution log'})
        if (!isOpen(run) && (run.toldBy !== end.toldBy || saysTheSame(run, end))) continue
        const {runId, flow, state: now} = journal.end(run.runId, end, machine.now())
        settled.set(runId, {runId, flow, state: now})
      }
    }
  }
  return {
    take: (lines) => {
      const touched = new Set<string>()
      store.transaction(() => {
        for (const {number, text} of lines) {
          const value = parsed(text)
          const record = value === undefined ? 'it is no JSON' : readRecord(value)
          if (typeof record === 'string') {
            unreadable.push({line: number, why: record})
            continue
          }
          takeRecord(record, JSON.stringify(value))
          touched.add(record.executionId)
        }
      })
      settleRuns(touched)
    },
    result: () => ({
      read,
      added,
      repeated: read - added,
      executions: executions.size,
      eventTypes: Object.fromEntries(eventTypes),
      unknownTypes: [...unknownTypes],
      unreadable,
      settled: [...settled.values()],
    }),
  }
}

function isOpen({state}: FlowRun): boolean {
  return state === 'running' || state === 'unknown'
}

function saysTheSame(run: FlowRun, end: Pick<RunEnd, 'state' | 'reason'>): boolean {
  return run.state === end.state && run.reason === end.reason
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
