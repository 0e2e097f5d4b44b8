import type {FlowRun, RunCause, RunState} from '../../ports/flow-runner.js'
import type {JsonObject, JsonValue} from '../../shared/json.js'
import type {RowOwners} from '../../store/row-owners.js'
import type {SqlRow, Store} from '../../store/store.js'
import type {ExecutionState} from '../wait/status-answer.js'
import {keptOutput, ownerOfRow, runOfRow} from './run-row.js'

/** A run before anything of it is sent. */
export interface PlannedRun {
  readonly runId: string
  readonly flow: string
  readonly key?: string
  /** Although a run with that key may have happened. */
  readonly mayRepeat?: boolean
  readonly cause?: RunCause
  /** Without secrets. */
  readonly input: JsonObject
}

/** What has become of a run, for good or for now. */
export interface RunEnd {
  readonly state: Exclude<RunState, 'planned' | 'sent'>
  readonly status?: number
  readonly output?: JsonValue
  readonly executionId?: string
  readonly toldBy?: NonNullable<FlowRun['toldBy']>
  readonly reason?: string
  readonly retryAfterMs?: number
}

/** At most `max` runs of a flow in `perMs`. */
export interface Pace {
  readonly max: number
  readonly perMs: number
}

/** The runs of `flows.db`. Each call is one transaction, and on disk when it returns. */
export interface RunJournal {
  /** Writes a run down; or gives the one that has its id, or holds its key. */
  readonly plan: (run: PlannedRun, at: Date) => 'planned' | {readonly taken: FlowRun}
  /**
   * From here on the run may have happened. `lost`: another process has taken it over meanwhile. The clock is read once the journal
   * is held: of two processes that wait for it, the later one must see what the other has sent.
   */
  readonly markSent: (
    runId: string,
    send: {readonly now: () => Date; readonly pace: Pace},
  ) => 'sent' | 'lost' | {readonly waitMs: number}
  /** Nobody in this process goes on with a run that is `planned`: whoever comes next may take its key. */
  readonly letGo: (runId: string) => void
  /** Leaves a run that has ended as it is, save that the Execution Log Stream may take back what only it has told. */
  readonly end: (runId: string, end: RunEnd, at: Date) => FlowRun
  /** A run that was sent by a process that is gone is `unknown`. */
  readonly find: (runId: string, at: Date) => FlowRun | undefined
  /** What an imported record says of an execution, by Okta's id of it. */
  readonly execution: (executionId: string) => ExecutionState | undefined
}

/** Whose runs, and when it is opened. */
export interface JournalParts {
  readonly processes: RowOwners
  readonly now: Date
}

const log = 'execution log' satisfies FlowRun['toldBy']
const open = "state IN ('planned', 'sent', 'running', 'unknown')"

/** Of this process, whichever of its journals was told: flows that are read again get a journal of their own. */
const letGo = new Set<string>()

/** The runs in an open `flows.db`; those that processes which are gone have left `sent` become `unknown`. */
export function createRunJournal(store: Store, {processes, now}: JournalParts): RunJournal {
  const byId = store.prepare('SELECT * FROM run WHERE id = ?')
  // After a repetition by word there may be several: the best news first, and what is under way before what is in doubt.
  const byKey = store.prepare(
    `SELECT * FROM run WHERE flow = ? AND key = ? AND state NOT IN ('failed', 'refused')
     ORDER BY state = 'succeeded' DESC, state = 'unknown', created_at DESC LIMIT 1`,
  )
  const sentOnes = store.prepare("SELECT * FROM run WHERE state = 'sent'")
  const remove = store.prepare('DELETE FROM run WHERE id = ?')
  const insert = store.prepare(
    "INSERT INTO run (id, flow, state, key, cause, input, created_at, owner) VALUES (?, ?, 'planned', ?, ?, ?, ?, ?)",
  )
  const latest = store.prepare(
    'SELECT sent_at FROM run WHERE flow = ? AND sent_at > ? AND sent_at <= ? ORDER BY sent_at DESC LIMIT ?',
  )
  const send = store.prepare(
    "UPDATE run SET state = 'sent', sent_at = ? WHERE id = ? AND state = 'planned' AND owner = ?",
  )
  const abandon = store.prepare(
    'UPDATE run SET state = ?, reason = ?, ended_at = ? WHERE id = ? AND state = ? AND owner = ?',
  )
  const executionById = store.prepare('SELECT state FROM execution WHERE id = ?')
  const end = store.prepare(
    `UPDATE run SET state = ?, status = COALESCE(?, status), output_cut = IIF(? IS NULL, output_cut, ?),
       output = COALESCE(?, output),
       execution_id = COALESCE(?, execution_id), told_by = COALESCE(?, told_by), reason = ?, retry_after_ms = ?, ended_at = ?
     WHERE id = ? AND (${open} OR (told_by = '${log}' AND ? = '${log}'))`,
  )

  const isAbandoned = (row: SqlRow): boolean => processes.sightOf(ownerOfRow(row)) === 'gone'
  const leave = (row: SqlRow, state: RunState, {reason, at}: {reason: string; at: Date}): void => {
    abandon.run(state, reason, at.getTime(), row['id'] ?? null, row['state'] ?? null, row['owner'] ?? null)
  }
  /** The row as it stands, once its process is known to be gone. */
  const settled = (row: SqlRow, at: Date): FlowRun => {
    if (row['state'] !== 'sent' || !isAbandoned(row)) return runOfRow(row)
    leave(row, 'unknown', {reason: 'the process that sent it ended before the answer was written down', at})
    return runOfRow(byId.get(row['id'] ?? null) ?? row)
  }
  /** Whether its process lives cannot be seen from here; only a person's word gets past it. */
  const isUnseen = (row: SqlRow): boolean => processes.sightOf(ownerOfRow(row)) === 'unseen'
  const isNeverSent = (row: SqlRow): boolean =>
    row['state'] === 'planned' && (letGo.has(String(row['id'])) || isAbandoned(row))

  for (const row of sentOnes.all()) settled(row, now)
  return {
    plan: (run, at) =>
      store.transaction(() => {
        store.assertInPlace()
        const same = byId.get(run.runId)
        if (same !== undefined) {
          if (!isNeverSent(same)) return {taken: settled(same, at)}
          remove.run(run.runId)
        }
        const holder = run.key === undefined ? undefined : byKey.get(run.flow, run.key)
        if (holder !== undefined) {
          const found = settled(holder, at)
          if (isNeverSent(holder))
            leave(holder, 'refused', {reason: 'never sent: whoever planned it gave up before', at})
          else if (found.state === 'sent' && run.mayRepeat === true && isUnseen(holder))
            leave(holder, 'unknown', {reason: 'a process of another machine or container had it in hand', at})
          else if (found.state !== 'unknown' || run.mayRepeat !== true) return {taken: found}
        }
        const cause = run.cause === undefined ? null : JSON.stringify(run.cause)
        const input = JSON.stringify(run.input)
        insert.run(run.runId, run.flow, run.key ?? null, cause, input, at.getTime(), processes.self())
        return 'planned'
      }),
    markSent: (runId, {now: clock, pace}) =>
      store.transaction(() => {
        store.assertInPlace()
        const row = byId.get(runId)
        if (row === undefined) return 'lost'
        const ms = clock().getTime()
        const recent = latest.all(row['flow'] ?? null, ms - pace.perMs, ms, pace.max)
        const oldest = recent.at(-1)?.['sent_at']
        if (recent.length >= pace.max && typeof oldest !== 'undefined')
          return {waitMs: Math.max(1, Number(oldest) + pace.perMs - ms)}
        return send.run(ms, runId, processes.self()).changes === 1 ? 'sent' : 'lost'
      }),
    letGo: (runId) => {
      letGo.add(runId)
    },
    end: (runId, {state, status, output, executionId, toldBy, reason, retryAfterMs}, at) =>
      store.transaction(() => {
        const {json, cut} = keptOutput(output)
        end.run(
          state,
          status ?? null,
          json,
          cut ? 1 : 0,
          json,
          executionId ?? null,
          toldBy ?? null,
          reason ?? null,
          retryAfterMs ?? null,
          state === 'running' ? null : at.getTime(),
          runId,
          toldBy ?? null,
        )
        const row = byId.get(runId)
        if (row === undefined) throw new Error(`${runId} is not in the journal`)
        return runOfRow(row)
      }),
    find: (runId, at) => {
      const row = byId.get(runId)
      return row === undefined ? undefined : settled(row, at)
    },
    execution: (executionId) => {
      const state = executionById.get(executionId)?.['state']
      return typeof state === 'string' ? (state as ExecutionState) : undefined
    },
  }
}
