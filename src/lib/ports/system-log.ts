import type {OktaWait} from './okta-api.js'

/**
 * What to ask the System Log for. Only two kinds exist (developer.okta.com, System Log query): polling, which is ascending
 * without `until` and never ends; and bounded, with both `since` and `until`.
 */
export interface LogQuery {
  readonly since: Date
  readonly until?: Date
  /** SCIM filter expression, for Okta to evaluate. */
  readonly filter?: string
  /** Keywords that must all occur. */
  readonly q?: string
  /** Events a page, 1 to 1000. */
  readonly limit: number
  readonly sortOrder: 'ASCENDING' | 'DESCENDING'
}

/** What an answer says of the rate limit it counts against. */
export interface LogRate {
  /** Requests a window. */
  readonly limit: number
  readonly remaining: number
  /** When the next window begins: Unix time in seconds, by the org's clock. */
  readonly reset: number
}

/** One page, as it came. */
export interface LogPage {
  /** The address it came from. */
  readonly url: string
  /** A JSON array of events, byte for byte. */
  readonly body: Buffer
  /** Where to go on: always there while polling, absent on the last page of a bounded query. */
  readonly next: string | undefined
  readonly requestId: string | undefined
  /** The source's own clock when it answered. */
  readonly servedAt: Date
  /** Absent where the source has no rate limit, or did not say one clearly. */
  readonly rate?: LogRate
}

export interface LogReadOptions {
  readonly signal?: AbortSignal
  readonly onWait?: (wait: OktaWait) => void
}

/** A System Log to read: an org's, or a recording of one. */
export interface SystemLog {
  /** The org that the events belong to. */
  readonly orgUrl: string
  /** How our own calls can be told apart in the log. */
  readonly self: {readonly userAgent: string; readonly clientId?: string}
  /** The address of a query's first page. */
  readonly firstUrl: (query: LogQuery) => string
  /**
   * The page at `url`, an address from `firstUrl` or a `next`, sent verbatim.
   * @throws OpsError OPS_LOG_CURSOR when the org does not know the address's cursor any more
   */
  readonly read: (url: string, options?: LogReadOptions) => Promise<LogPage>
}
