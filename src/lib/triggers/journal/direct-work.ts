import {OpsError} from '../../shared/errors.js'
import type {Sight} from '../../shared/presence.js'
import type {RowOwners} from '../../store/row-owners.js'
import type {Store} from '../../store/store.js'
import {createDoneMarks} from './done-marks.js'
import {readWork} from './work-row.js'
import {deadLetterStates, firstStep, isOver, type Work} from './work.js'

/** A paused rule. */
export interface Pause {
  readonly rule: string
  readonly at: Date
}

/** What a person may do to work, and to a rule. */
export interface WorkDirector {
  /**
   * Plans a dead letter again, with all its tries before it. One whose fate is unknown, or that a process of another machine
   * has claimed, only with `mayRepeat`.
   * @throws OpsError OPS_DEAD_LETTER: there is none of that id, it is not a dead letter, it may have been done, or another
   *   event with its key has taken its place
   */
  readonly redrive: (id: number, how: {readonly now: Date; readonly mayRepeat: boolean}) => Work
  /**
   * Takes work off the list for good.
   * @throws OpsError OPS_DEAD_LETTER: there is none of that id, or it is running or done
   */
  readonly drop: (id: number, now: Date) => Work
  /** Nothing of the rule is begun from now on, by any process; its events are still written down. False: it was so. */
  readonly pause: (rule: string, now: Date) => boolean
  readonly resume: (rule: string) => boolean
  readonly pauses: () => readonly Pause[]
}

/** Who has claimed it, as far as can be told. */
interface Held {
  readonly owner?: Sight
}

export function createWorkDirector(store: Store, processes: RowOwners): WorkDirector {
  const find = store.prepare('SELECT * FROM work WHERE id = ?')
  const again = store.prepare(
    `UPDATE work SET state = 'planned', due_at = ?, tries = 0, owner = NULL, may_repeat = ?, reason = NULL, ended_at = NULL
     WHERE id = ?`,
  )
  const holder = store.prepare(
    `SELECT event FROM work WHERE rule = ? AND key = ? AND step = '${firstStep}' AND id <> ?
     AND state IN ('planned', 'running', 'succeeded', 'unknown')`,
  )
  const marks = createDoneMarks(store)
  const drop = store.prepare(
    `UPDATE work SET state = 'dropped', reason = 'dropped by a person', owner = NULL, ended_at = ? WHERE id = ?`,
  )
  const pause = store.prepare('INSERT INTO pause (rule, at) VALUES (?, ?) ON CONFLICT DO NOTHING')
  const resume = store.prepare('DELETE FROM pause WHERE rule = ?')
  const pauses = store.prepare('SELECT * FROM pause ORDER BY rule')

  const one = (id: number): Work & Held => {
    const row = find.get(id)
    if (row !== undefined)
      return {
        ...readWork(row),
        ...(row['owner'] === null ? {} : {owner: processes.sightOf(String(row['owner']))}),
      }
    throw noSuch(`there is no work ${id} in the journal`, 'okta-ops triggers dead-letters list')
  }
  /** Who has done, or is to do, what this work is too. */
  const placeTaker = ({rule, key, id}: Work): string | undefined => {
    const row = holder.get(rule, key, id)
    if (row !== undefined) return `event ${String(row['event'])}`
    return marks.hasKey(rule, key) ? 'an event that is not kept any more' : undefined
  }

  return {
    redrive: (id, {now, mayRepeat}) =>
      store.transaction(() => {
        const work = one(id)
        checkRedrive(work, mayRepeat)
        const other = work.step === firstStep ? placeTaker(work) : undefined
        if (other !== undefined)
          throw refused(
            `work ${id} cannot be done again: ${other} has the same key and took its place`,
            `okta-ops triggers dead-letters drop ${id}`,
          )
        again.run(now.getTime(), work.state === 'failed' ? 0 : 1, id)
        return one(id)
      }),
    drop: (id, now) =>
      store.transaction(() => {
        const work = one(id)
        if (isInHand(work) || (isOver(work.state) && !deadLetterStates.includes(work.state)))
          throw refused(`work ${id} is ${work.state}: there is nothing to drop`, showCommand(work))
        drop.run(now.getTime(), id)
        return one(id)
      }),
    pause: (rule, now) => pause.run(rule, now.getTime()).changes > 0,
    resume: (rule) => resume.run(rule).changes > 0,
    pauses: () => pauses.all().map((row) => ({rule: String(row['rule']), at: new Date(Number(row['at']))})),
  }
}

function checkRedrive(work: Work & Held, mayRepeat: boolean): void {
  const {id, state, owner} = work
  if (state === 'failed') return
  if (state !== 'unknown' && state !== 'running')
    throw refused(`work ${id} is ${state}, not a dead letter`, showCommand(work))
  // One that lives settles it. One that cannot be seen is a person's to judge; one that is gone the next run finds.
  if (owner === 'lives')
    throw refused(`work ${id} is in the hands of a process of this machine`, 'okta-ops triggers pending')
  if (mayRepeat) return
  const why =
    state === 'unknown'
      ? 'nobody knows whether its flow ran: look there first, doing it again may do it twice'
      : 'a process has it in hand: if that is gone for good, doing it again may do it twice'
  throw refused(
    `work ${id} is ${state}, and ${why}`,
    `okta-ops triggers dead-letters redrive ${id} --may-run-twice`,
  )
}

function isInHand({state, owner}: Work & Held): boolean {
  return state === 'running' && owner !== 'gone'
}

function showCommand({event}: Work): string {
  return `okta-ops triggers history --event ${event}`
}

function refused(message: string, next: string): OpsError {
  return new OpsError('OPS_DEAD_LETTER', message, {failure: 'refused', next})
}

function noSuch(message: string, next: string): OpsError {
  return new OpsError('OPS_DEAD_LETTER', message, {failure: 'usage', next})
}
