import {GroupRules} from './directory/rules.js'
import {Executions} from './flows/executions.js'
import {OrgFlows} from './flows/org-flows.js'
import {EventHooks} from './hooks/event-hooks.js'
import {RateLimits} from './limits/rate-limits.js'
import {EventStore} from './log/event-store.js'
import {LogCursors} from './log/log-cursors.js'
import {Timers} from './timers.js'
import type {Seed} from '../seed/seed.js'

/** What the org's API keeps beside the company itself. */
export interface OktaOrg {
  readonly log: EventStore
  readonly cursors: LogCursors
  readonly limits: RateLimits
  readonly rules: GroupRules
  readonly hooks: EventHooks
  readonly flows: OrgFlows
  readonly executions: Executions
  /** Of flows that are at work. */
  readonly timers: Timers
}

/** The Okta org of a company, before anything has happened in it. */
export function createOrg({flows}: Pick<Seed, 'flows'>, now: () => Date): OktaOrg {
  return {
    log: new EventStore(now),
    cursors: new LogCursors(),
    limits: new RateLimits(),
    rules: new GroupRules(now),
    hooks: new EventHooks(now),
    flows: new OrgFlows(flows, now),
    executions: new Executions(now),
    timers: new Timers(),
  }
}
