import {RateLimits} from './limits/rate-limits.js'
import {EventStore} from './log/event-store.js'
import {LogCursors} from './log/log-cursors.js'
import type {Company} from '../company/company.js'
import {opaqueSecret} from '../random.js'

/** What the org's API keeps beside the company itself. */
export interface OktaOrg {
  readonly log: EventStore
  readonly cursors: LogCursors
  readonly limits: RateLimits
  readonly apiToken: {readonly id: string; readonly secret: string; readonly userId: string}
}

/** The Okta org of a company. */
export function createOrg(company: Company, now: () => Date): OktaOrg {
  return {
    log: new EventStore(now),
    cursors: new LogCursors(),
    limits: new RateLimits(),
    apiToken: {
      id: '00T0000001halyard0d7',
      secret: opaqueSecret('00', 30),
      userId: company.users.find(({active}) => active)?.id ?? '',
    },
  }
}
