import {eventsOf} from '../../delivery/batch-events.js'
import type {Sink} from '../../delivery/sink.js'
import type {JsonObject} from '../../shared/json.js'
import type {Machine} from '../../shared/machine.js'
import type {PlanCounts, WorkPlanner} from '../journal/plan-work.js'
import type {EventSource} from '../journal/work.js'
import type {ActiveRules} from './active-rules.js'
import {planEvent} from './plan-event.js'

/** What events go into the journal through. */
export interface PlanningDeps {
  readonly machine: Pick<Machine, 'now'>
  readonly store: WorkPlanner
  /** The rules in force at that moment. */
  readonly rules: () => ActiveRules
  /** The org that the events are of; empty when they came without one. */
  readonly org: string
  /** Told after events were written down. */
  readonly onPlanned?: (counts: PlanCounts) => void
}

/** The one door for events, whichever way they came: matched, and written down before this returns. */
export function planEvents(
  {machine, store, rules, org, onPlanned}: PlanningDeps,
  events: readonly JsonObject[],
  source: EventSource,
): PlanCounts {
  const now = machine.now()
  const inForce = rules()
  const plans = events.map((event) => planEvent(event, {rules: inForce, source, now}))
  // The log's word on an event that no rule wants still answers what a hook has said of it.
  const counts = store.plan(source === 'hook' ? plans.filter(({work}) => work.length > 0) : plans, {now, org})
  onPlanned?.(counts)
  return counts
}

/** The journal as a place where the System Log's events go: a page is in it before the checkpoint moves on. */
export function createTriggerSink(deps: PlanningDeps): Sink {
  return {
    label: 'triggers',
    open: () => Promise.resolve(),
    write: (batch) => {
      planEvents(deps, eventsOf(batch), 'log')
      return Promise.resolve(null)
    },
    close: () => Promise.resolve(),
  }
}
