import type {SystemLog} from '../../ports/system-log.js'
import {OpsError} from '../../shared/errors.js'
import type {JsonObject} from '../../shared/json.js'
import type {Machine} from '../../shared/machine.js'
import type {WorkReader} from '../journal/look-at-work.js'
import type {SeenEvent} from '../journal/work.js'
import {createBell} from '../../shared/bell.js'
import {planEvents, type PlanningDeps} from './trigger-sink.js'

/** Asks the System Log for exactly the events that wait for its word, so that nobody waits for the next reading of all of it. */
export interface Confirmer {
  /** Something may wait now. */
  readonly wake: () => void
  /** Until the signal aborts. */
  readonly run: (signal: AbortSignal) => Promise<void>
}

export interface ConfirmerDeps {
  readonly machine: Machine
  readonly log: SystemLog
  readonly store: Pick<WorkReader, 'find'>
  readonly planning: PlanningDeps
}

/** After a hook has told of it, an event is usually in the log within seconds; what is not there by the last is left to who reads all. */
const asksAfterMs = [1000, 3000, 10_000, 30_000, 60_000]
/** What waits for longer is forged, or of another org: it is not asked for again with each new one. */
const mostAgeMs = 10 * 60_000
const mostBackMs = 24 * 3_600_000
const slackMs = 10 * 60_000
const uuidsAQuery = 20

export function createConfirmer(deps: ConfirmerDeps): Confirmer {
  const {machine} = deps
  const bell = createBell(machine)
  let rung = false
  return {
    wake: () => {
      rung = true
      bell.ring()
    },
    run: async (signal) => {
      signal.addEventListener('abort', bell.ring, {once: true})
      let [step, dueAt] = [0, Infinity]
      while (!signal.aborted) {
        const now = machine.monotonicMs()
        if (rung) {
          rung = false
          step = 0
          dueAt = Math.min(dueAt, now + (asksAfterMs[0] ?? 0))
        }
        if (now < dueAt) {
          await bell.wait(dueAt === Infinity ? undefined : dueAt - now)
          continue
        }
        const isOpen = await ask(deps, signal)
        dueAt = isOpen ? machine.monotonicMs() + (asksAfterMs[++step] ?? Infinity) : Infinity
      }
    },
  }
}

/** Hands in what the log has of the events that wait; tells whether any still does. */
async function ask({machine, log, store, planning}: ConfirmerDeps, signal: AbortSignal): Promise<boolean> {
  const now = machine.now()
  const waiting = (): readonly SeenEvent[] => [
    ...new Map(
      store
        .find({states: ['waiting'], since: new Date(now.getTime() - mostAgeMs), limit: 1000})
        .filter(({event}) => isPlain(event.uuid))
        .map(({event}) => [event.uuid, event]),
    ).values(),
  ]
  try {
    const events = waiting()
    for (let from = 0; from < events.length && !signal.aborted; from += uuidsAQuery)
      planEvents(planning, await look(log, events.slice(from, from + uuidsAQuery), {now, signal}), 'log')
    return waiting().length > 0
  } catch (error) {
    // Whoever reads all of the log says what is wrong with it, and brings the events too.
    if (!(error instanceof OpsError) && !signal.aborted) throw error
    machine.debug(`the log was not asked for what waits: ${error instanceof Error ? error.message : ''}`)
    return true
  }
}

async function look(
  log: SystemLog,
  events: readonly SeenEvent[],
  {now, signal}: {readonly now: Date; readonly signal: AbortSignal},
): Promise<readonly JsonObject[]> {
  const times = events.map(({published, seenAt}) =>
    Math.min(Date.parse(published) || Infinity, seenAt.getTime()),
  )
  const since = Math.max(Math.min(...times) - slackMs, now.getTime() - mostBackMs)
  const url = log.firstUrl({
    since: new Date(since),
    until: now,
    filter: events.map(({uuid}) => `uuid eq "${uuid}"`).join(' or '),
    limit: 1000,
    sortOrder: 'ASCENDING',
  })
  const {body} = await log.read(url, {signal})
  return JSON.parse(body.toString('utf8')) as readonly JsonObject[]
}

/** As Okta's are: it goes into a filter. */
function isPlain(uuid: string): boolean {
  return /^[\w-]{1,100}$/.test(uuid)
}
