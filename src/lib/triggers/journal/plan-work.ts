import type {SqlRow, Store} from '../../store/store.js'
import {createDoneMarks} from './done-marks.js'
import {firstStep, type NewWork, type SeenEvent} from './work.js'

/** An event, and what the rules make of it. */
export interface EventPlan {
  readonly event: SeenEvent
  readonly work: readonly NewWork[]
}

/** What planning came to. */
export interface PlanCounts {
  /** Pieces of work written down, those that another event stands for included. */
  readonly planned: number
  /** Pieces of work that were written down before: the event came again. */
  readonly repeated: number
}

/** Writes down what is to be done. */
export interface WorkPlanner {
  /**
   * All of it in one transaction, on the disk when this returns. The same event may come any number of times, in any order
   * and from any source: it makes one piece of work a rule, also when that is not kept any more.
   */
  readonly plan: (plans: readonly EventPlan[], at: {readonly now: Date; readonly org: string}) => PlanCounts
}

/** Debounced work is due so many of its waits after the first event at the latest, however often another one comes. */
const mostWaits = 10

const insertWork = `INSERT INTO work (rule, key, step, event, flow, state, org, due_at, throttle_key, concurrency_key,
  debounce_key, unquiet_since, reason, created_at, ended_at)
  VALUES (?, ?, '${firstStep}', ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`

export function createWorkPlanner(store: Store): WorkPlanner {
  const addEvent = store.prepare(
    `INSERT INTO event (uuid, type, published, source, seen_at, body) VALUES (?, ?, ?, ?, ?, ?)
     ON CONFLICT (uuid) DO NOTHING`,
  )
  // The log's word goes before a hook's: whoever knows the hook's secret could have sent anything.
  const correctEvent = store.prepare(
    `UPDATE event SET type = ?, published = ?, source = ?, body = ? WHERE uuid = ? AND source = 'hook'`,
  )
  const waiting = store.prepare(`SELECT id, rule FROM work WHERE event = ? AND state = 'waiting'`)
  const forget = store.prepare('DELETE FROM work WHERE id = ?')
  const drop = store.prepare(`UPDATE work SET state = 'dropped', reason = ?, ended_at = ? WHERE id = ?`)
  const known = store.prepare(`SELECT 1 FROM work WHERE rule = ? AND event = ? AND step = '${firstStep}'`)
  const add = store.prepare(insertWork)
  const quiet = store.prepare(
    `SELECT work.id, work.event, work.created_at, work.unquiet_since, event.published FROM work JOIN event ON event.uuid = work.event
     WHERE rule = ? AND debounce_key = ? AND state = 'planned' AND tries = 0 AND step = '${firstStep}'`,
  )
  const supersede = store.prepare(
    `UPDATE work SET state = 'superseded', reason = ?, ended_at = ? WHERE id = ?`,
  )
  const postpone = store.prepare('UPDATE work SET due_at = max(due_at, ?) WHERE id = ?')
  const holder = store.prepare(
    `SELECT event FROM work WHERE rule = ? AND key = ? AND step = '${firstStep}' AND id <> ?
     AND state IN ('planned', 'running', 'succeeded', 'unknown')`,
  )
  const marks = createDoneMarks(store)

  /** What came by a hook and waited is planned anew from the log's event, or was never in it like that. */
  const confirm = ({event, work}: EventPlan, now: number): void => {
    for (const row of waiting.all(event.uuid)) {
      const id = Number(row['id'])
      if (work.some(({rule}) => rule === row['rule'])) forget.run(id)
      else drop.run("the System Log's own event does not match the rule", now, id)
    }
  }

  const remember = ({uuid, type, published, source, body, seenAt}: SeenEvent): void => {
    const text = JSON.stringify(body)
    const {changes} = addEvent.run(uuid, type, published, source, seenAt.getTime(), text)
    if (changes === 0 && source !== 'hook') correctEvent.run(type, published, source, text, uuid)
  }

  const admit = (work: NewWork, event: SeenEvent, {now, org}: {now: number; org: string}): void => {
    const earlier = work.confirmed && work.debounce ? quiet.get(work.rule, work.debounce.key) : undefined
    const since = earlier === undefined ? now : unquietSince(earlier, now)
    const put = (state: string, reason: string | null, dueAt: number): void => {
      const {rule, key, flow, throttleKey, concurrencyKey, debounce} = work
      const limits = [throttleKey, concurrencyKey, debounce?.key ?? null, debounce ? since : null]
      const endedAt = reason === null ? null : now
      add.run(rule, key, event.uuid, flow, state, org, dueAt, ...limits, reason, now, endedAt)
    }
    if (!work.confirmed) {
      put('waiting', null, now)
      return
    }
    const waitMs = work.debounce?.forMs ?? 0
    const dueAt = Math.min(now + waitMs, since + mostWaits * waitMs)
    const other = holder.get(work.rule, work.key, Number(earlier?.['id'] ?? 0))
    if (other !== undefined || marks.hasKey(work.rule, work.key)) {
      const holding =
        other === undefined ? 'one that is not kept any more' : `event ${String(other['event'])}`
      put('superseded', `the same piece of work as ${holding}: it has the same key`, dueAt)
    } else if (earlier === undefined) {
      put('planned', null, dueAt)
    } else if (isLater(earlier, event)) {
      put('superseded', `debounced: event ${String(earlier['event'])} is later`, dueAt)
      postpone.run(dueAt, Number(earlier['id']))
    } else {
      supersede.run(`debounced: event ${event.uuid} is later`, now, Number(earlier['id']))
      put('planned', null, dueAt)
    }
  }

  return {
    plan: (plans, {now, org}) =>
      store.transaction(() => {
        store.assertInPlace()
        let [planned, repeated] = [0, 0]
        for (const plan of plans) {
          const {event, work} = plan
          if (event.source !== 'hook') confirm(plan, now.getTime())
          const kept = work.filter(({rule}) => !marks.hasEvent(rule, event.uuid))
          repeated += work.length - kept.length
          if (kept.length === 0) continue
          remember(event)
          for (const one of kept) {
            if (known.get(one.rule, event.uuid) === undefined) {
              admit(one, event, {now: now.getTime(), org})
              planned++
            } else repeated++
          }
        }
        return {planned, repeated}
      }),
  }
}

/** When the first of the events came for the last of which `earlier` is to run; no later than now, whatever the clock was then. */
function unquietSince(earlier: SqlRow, now: number): number {
  return Math.min(now, Number(earlier['unquiet_since'] ?? earlier['created_at']))
}

/** Events come in any order; which one is the last is what they themselves say. */
function isLater(earlier: SqlRow, event: SeenEvent): boolean {
  return Date.parse(String(earlier['published'])) > Date.parse(event.published)
}
