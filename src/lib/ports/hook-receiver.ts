import type {JsonObject} from '../shared/json.js'

/** One POST of an event hook: Okta may put several events into it, and may send it twice. */
export interface HookDelivery {
  /** Okta's id of the delivery (`eventId`). */
  readonly id: string
  /** Shaped like the System Log's, without its nulls; each has a `uuid` and an `eventType`. */
  readonly events: readonly JsonObject[]
}

/**
 * Where deliveries go. It returns once the events are safe on the disk, and only then is Okta answered.
 * What it throws makes the answer a 503, so that Okta tries once more.
 */
export type HookInbox = (delivery: HookDelivery) => void

/** What a receiver tells while it runs. No secret and no body is in it; `reason` is our own words. */
export type HookNews =
  | {readonly kind: 'verified'}
  | {
      readonly kind: 'delivered'
      readonly id: string
      readonly events: number
      /** The same delivery came before, and nothing was done. */
      readonly repeated: boolean
      /** Events that are none: without a uuid or a type. They are left out. */
      readonly skipped: number
    }
  | {readonly kind: 'refused'; readonly status: number; readonly reason: string}
  | {readonly kind: 'failed'; readonly error: unknown}

/** What a receiver knows its callers by, and is known by. */
export interface HookKeys {
  /** The secret, and the one before it. */
  readonly secrets: readonly string[]
  /** Certificate chain and private key, PEM. */
  readonly tls?: {readonly cert: Buffer; readonly key: Buffer}
}

/** A listener that Okta's event hooks reach. */
export interface HookReceiver {
  readonly port: number
  /** Other secrets and another certificate from now on; requests on their way end as they began. */
  readonly renew: (keys: HookKeys) => void
  /** Stops to listen; requests on their way are answered first. */
  readonly close: () => Promise<void>
}
