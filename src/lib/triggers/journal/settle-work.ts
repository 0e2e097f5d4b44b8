import type {RunState} from '../../ports/flow-runner.js'
import type {Store} from '../../store/store.js'
import {createGiveBack} from './give-back.js'
import {readWork} from './work-row.js'
import {failureStep, type Ending, type NextStep, type Work} from './work.js'

/** How a try of a piece of work ended. */
export interface Settlement {
  readonly ending: Ending
  /** What is said of the try itself; `planned`: it never came to be sent. */
  readonly run: RunState
  /** The flow that was run, where the rule has another one now than when it was planned. */
  readonly flow?: string
  readonly now: Date
  /** Planned in the same transaction. */
  readonly next?: NextStep
}

/** Writes down how work ended, and finds what processes that are gone have left. */
export interface WorkSettler {
  /** False: it has been settled already, by this or another process; nothing was changed. */
  readonly settle: (work: Work, settlement: Settlement) => boolean
  /** Back to `planned`, as if the try had not been begun: it was certainly not sent. */
  readonly release: (work: Work, now: Date) => boolean
  /** The processes that have running work, as text. */
  readonly owners: () => readonly string[]
  readonly runningOf: (owner: string) => readonly Work[]
  /** Work whose fate is not known yet. */
  readonly inDoubt: () => readonly Work[]
  /** What the steps of an event's work have answered, by the step's id. */
  readonly outputs: (work: Work) => ReadonlyMap<string, Work['output']>
  /** The step of an event's work that failed. */
  readonly failureOf: (work: Work) => Work | undefined
}

export function createWorkSettler(store: Store): WorkSettler {
  const end = store.prepare(
    `UPDATE work SET state = ?, reason = ?, output = ?, due_at = ?, owner = NULL, may_repeat = 0, ended_at = ?,
       flow = COALESCE(?, flow)
     WHERE id = ? AND run_id = ? AND state IN ('running', 'unknown')`,
  )
  const endTry = store.prepare('UPDATE try SET state = ?, reason = ?, ended_at = ? WHERE run_id = ?')
  const follow = store.prepare(
    `INSERT INTO work (rule, key, step, event, flow, state, org, due_at, throttle_key, concurrency_key, created_at)
     SELECT rule, key, ?, event, ?, 'planned', org, ?, throttle_key, concurrency_key, ? FROM work WHERE id = ?
     ON CONFLICT DO NOTHING`,
  )
  const putBack = store.prepare(
    `UPDATE work SET state = 'planned', due_at = ?, owner = NULL, run_id = NULL, tries = tries - 1
     WHERE id = ? AND run_id = ? AND state = 'running'`,
  )
  const unsay = store.prepare('DELETE FROM try WHERE run_id = ?')
  const giveBack = createGiveBack(store)
  const owners = store.prepare(`SELECT DISTINCT owner FROM work WHERE state = 'running'`)
  const running = store.prepare(`SELECT * FROM work WHERE state = 'running' AND owner = ?`)
  const doubtful = store.prepare(`SELECT * FROM work WHERE state = 'unknown' AND run_id IS NOT NULL`)
  const answered = store.prepare(
    `SELECT * FROM work WHERE rule = ? AND event = ? AND state = 'succeeded' ORDER BY id`,
  )
  const failure = store.prepare(
    `SELECT * FROM work WHERE rule = ? AND event = ? AND state = 'failed' AND step <> ? ORDER BY ended_at DESC LIMIT 1`,
  )

  return {
    settle: (work, {ending, run, flow, now, next}) =>
      store.transaction(() => {
        const runId = work.runId ?? ''
        const at = now.getTime()
        const isOver = ending.state !== 'planned'
        const reason = 'reason' in ending ? ending.reason : null
        const output =
          ending.state === 'succeeded' && ending.output !== undefined ? JSON.stringify(ending.output) : null
        const dueAt = ending.state === 'planned' ? ending.dueAt : work.dueAt
        const {changes} = end.run(
          ending.state,
          reason,
          output,
          dueAt.getTime(),
          isOver ? at : null,
          flow ?? null,
          work.id,
          runId,
        )
        if (changes === 0) return false
        endTry.run(run, reason, at, runId)
        if (run === 'planned' || run === 'refused') giveBack({runId, now: at})
        if (next !== undefined) follow.run(next.step, next.flow, at, at, work.id)
        return true
      }),
    release: (work, now) =>
      store.transaction(() => {
        const runId = work.runId ?? ''
        if (putBack.run(now.getTime(), work.id, runId).changes === 0) return false
        giveBack({runId, now: now.getTime()})
        unsay.run(runId)
        return true
      }),
    owners: () => owners.all().map((row) => String(row['owner'])),
    runningOf: (owner) => running.all(owner).map(readWork),
    inDoubt: () => doubtful.all().map(readWork),
    outputs: ({rule, event}) =>
      new Map(
        answered
          .all(rule, event)
          .map(readWork)
          .map(({step, output}) => [step, output]),
      ),
    failureOf: ({rule, event}) => {
      const row = failure.get(rule, event, failureStep)
      return row && readWork(row)
    },
  }
}
