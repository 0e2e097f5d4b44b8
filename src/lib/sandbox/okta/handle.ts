import type {OktaAccess} from './access.js'
import {flowEntries, type FlowEntry} from './flows/flow-entries.js'
import type {AppendOptions} from './log/event-store.js'
import type {World} from '../world.js'
import type {JsonObject} from '../../shared/json.js'

/** What a test in the same process may do with the org, besides what everybody can do over HTTP. */
export interface OktaHandle {
  /** The first API token (SSWS) of the seed; empty when it has none. */
  readonly apiToken: string
  /** Every way in, apps included. */
  readonly access: OktaAccess
  /** The flows of Okta Workflows, and how each is called. */
  readonly flows: () => readonly FlowEntry[]
  /** Events filed so far, late ones that are due included. */
  readonly eventCount: () => number
  /**
   * Files many events at once, in this order, without delivering them to hooks: objects, which are given what they lack of
   * `uuid`, `published` and `eventType`, or the exact JSON text of one.
   */
  readonly append: (events: Iterable<JsonObject | string>, options?: AppendOptions) => void
}

/** The handle of a running sandbox. */
export function oktaHandle(world: World, access: OktaAccess): OktaHandle {
  const {okta} = world
  return {
    apiToken: access.apiToken ?? '',
    access,
    flows: () => flowEntries(world),
    eventCount: () => okta.log.events.length,
    append: (events, options) => {
      okta.log.append(events, options)
    },
  }
}
