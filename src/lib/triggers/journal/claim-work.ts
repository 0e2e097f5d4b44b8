import type {SqlRow, Statement, Store} from '../../store/store.js'
import {readWork} from './work-row.js'
import {firstStep, type Work} from './work.js'

/** How much of a rule's work may be begun. */
export interface RuleLimits {
  readonly throttle?: {readonly max: number; readonly perMs: number}
  /** For each concurrency key apart. */
  readonly concurrency?: number
}

/** Whose work, and how much of it. */
export interface ClaimRequest {
  readonly now: Date
  /** This process, as text. */
  readonly owner: string
  /** Only work of these rules. */
  readonly rules: ReadonlyMap<string, RuleLimits>
  /** Work of this org, and of events that came without one. */
  readonly org: string
  readonly slots: number
  readonly newRunId: () => string
}

/** Gives work out: each piece to one process, within its rule's limits. */
export interface WorkClaimer {
  /**
   * Marks due work as running, one transaction; later steps of what has begun first, then the oldest. What was planned
   * while the clock was ahead is due.
   */
  readonly claim: (request: ClaimRequest) => readonly Work[]
  /** When the next piece of work is due that may be begun as far as its rule is known and not paused. */
  readonly nextDueAt: (of: Pick<ClaimRequest, 'rules' | 'org'>) => Date | undefined
}

const mine = `state = 'planned' AND rule IN (SELECT value FROM json_each(?)) AND rule NOT IN (SELECT rule FROM pause)
  AND (org = ? OR org = '')`
const pageSize = 100

export function createWorkClaimer(store: Store): WorkClaimer {
  const due = (step: string): Statement =>
    store.prepare(
      `SELECT * FROM work WHERE id > ? AND (due_at <= ? OR created_at > ?) AND ${step} AND ${mine} ORDER BY id LIMIT ${pageSize}`,
    )
  const inTurn = [due(`step <> '${firstStep}'`), due(`step = '${firstStep}'`)]
  const next = store.prepare(`SELECT min(due_at) AS at FROM work WHERE ${mine}`)
  const take = store.prepare(
    `UPDATE work SET state = 'running', owner = ?, run_id = ?, tries = tries + 1, ended_at = NULL
     WHERE id = ? AND state = 'planned'`,
  )
  const begin = store.prepare(
    `INSERT INTO try (run_id, work, number, started_at, state)
     SELECT ?, ?, count(*) + 1, ?, 'running' FROM try WHERE work = ?`,
  )
  const read = store.prepare('SELECT * FROM work WHERE id = ?')
  const limiter = createLimiter(store)

  /** Due work, page by page. */
  function* dueWork(statement: Statement, {rules, org, now}: ClaimRequest): Generator<SqlRow> {
    for (let after = 0; ;) {
      const rows = statement.all(after, now.getTime(), now.getTime(), JSON.stringify([...rules.keys()]), org)
      yield* rows
      if (rows.length < pageSize) return
      after = Number(rows.at(-1)?.['id'])
    }
  }

  const begun = (row: SqlRow, {owner, newRunId, now}: ClaimRequest): Work | undefined => {
    const [id, runId] = [Number(row['id']), newRunId()]
    if (take.run(owner, runId, id).changes !== 1) return undefined
    begin.run(runId, id, now.getTime(), id)
    const fresh = read.get(id)
    return fresh && readWork(fresh)
  }

  const taken = (request: ClaimRequest): readonly Work[] => {
    store.assertInPlace()
    const works: Work[] = []
    const mayBegin = limiter(request)
    for (const statement of inTurn) {
      for (const row of dueWork(statement, request)) {
        if (works.length >= request.slots) return works
        const [concurrencyKey, throttleKey] = [String(row['concurrency_key']), String(row['throttle_key'])]
        if (!mayBegin(readWork(row), {concurrencyKey, throttleKey})) continue
        const work = begun(row, request)
        if (work !== undefined) works.push(work)
      }
    }
    return works
  }

  return {
    claim: (request) =>
      request.slots <= 0 || request.rules.size === 0 ? [] : store.transaction(() => taken(request)),
    nextDueAt: ({rules, org}) => {
      const at = next.get(JSON.stringify([...rules.keys()]), org)?.['at']
      return typeof at === 'number' ? new Date(at) : undefined
    },
  }
}

interface LimitKeys {
  readonly concurrencyKey: string
  readonly throttleKey: string
}

/** The limits as one claim sees them; what they hold back is not asked again within it. */
function createLimiter(store: Store): (request: ClaimRequest) => (work: Work, keys: LimitKeys) => boolean {
  // An event's chain of steps holds its place from its first step to its last.
  const busy = store.prepare(
    `SELECT count(*) AS n FROM work WHERE rule = ? AND concurrency_key = ?
     AND (state = 'running' OR (state = 'planned' AND step <> '${firstStep}' AND ?))`,
  )
  const started = store.prepare(
    'SELECT at FROM start WHERE rule = ? AND throttle_key = ? AND at > ? AND at <= ? ORDER BY at',
  )
  const forget = store.prepare('DELETE FROM start WHERE rule = ? AND throttle_key = ? AND at <= ?')
  const note = store.prepare('INSERT INTO start (rule, throttle_key, at) VALUES (?, ?, ?)')
  const postpone = store.prepare(
    `UPDATE work SET due_at = ? WHERE rule = ? AND throttle_key = ? AND step = '${firstStep}'
     AND state = 'planned' AND due_at < ?`,
  )
  return ({now, rules}) => {
    const full = new Set<string>()
    const hasRoom = ({rule, step}: Work, key: string, limit: number): boolean =>
      Number(busy.get(rule, key, step === firstStep ? 1 : 0)?.['n']) < limit

    const isInTurn = (
      {rule}: Work,
      key: string,
      {max, perMs}: NonNullable<RuleLimits['throttle']>,
    ): boolean => {
      const at = now.getTime()
      const starts = started.all(rule, key, at - perMs, at).map((row) => Number(row['at']))
      const mustLeave = starts.at(-max)
      if (mustLeave === undefined || starts.length < max) {
        forget.run(rule, key, at - perMs)
        note.run(rule, key, at)
        return true
      }
      postpone.run(mustLeave + perMs, rule, key, mustLeave + perMs)
      return false
    }

    return (work, {concurrencyKey, throttleKey}) => {
      const {concurrency, throttle} = rules.get(work.rule) ?? {}
      const isFirst = work.step === firstStep
      const names = [
        `c ${work.rule} ${concurrencyKey} ${isFirst}`,
        `t ${work.rule} ${throttleKey} ${isFirst}`,
      ]
      if (names.some((name) => full.has(name))) return false
      const [place, turn] = names as [string, string]
      if (concurrency !== undefined && !hasRoom(work, concurrencyKey, concurrency)) {
        full.add(place)
        return false
      }
      if (throttle !== undefined && isFirst && !isInTurn(work, throttleKey, throttle)) {
        full.add(turn)
        return false
      }
      return true
    }
  }
}
