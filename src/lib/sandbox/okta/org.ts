import {GroupRules} from './directory/rules.js'
import {EventHooks} from './hooks/event-hooks.js'
import {RateLimits} from './limits/rate-limits.js'
import {EventStore} from './log/event-store.js'
import {LogCursors} from './log/log-cursors.js'

/** What the org's API keeps beside the company itself. */
export interface OktaOrg {
  readonly log: EventStore
  readonly cursors: LogCursors
  readonly limits: RateLimits
  readonly rules: GroupRules
  readonly hooks: EventHooks
}

/** The Okta org of a company, before anything has happened in it. */
export function createOrg(now: () => Date): OktaOrg {
  return {
    log: new EventStore(now),
    cursors: new LogCursors(),
    limits: new RateLimits(),
    rules: new GroupRules(now),
    hooks: new EventHooks(now),
  }
}
