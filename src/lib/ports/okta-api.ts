/** How long to be patient with an org: everything a source of `logs.yaml` may say about it. */
export interface OktaPatience {
  /** For one try, in milliseconds; 40 s unless said, since Okta itself gives a query up after 30 s. */
  readonly timeoutMs?: number
  readonly retries?: {
    /** Tries in all. */
    readonly attempts?: number
    readonly initialMs?: number
    readonly maxMs?: number
    readonly multiplier?: number
  }
  readonly breaker?: {
    /** Failures in a row that open it. */
    readonly failures?: number
    /** Successes in a row that close it again. */
    readonly successes?: number
    /** How long it stays open before one call may try. */
    readonly halfOpenAfterMs?: number
  }
}

/** Why a call is not on its way at the moment. */
export interface OktaWait {
  /** `rate`: our share of the bucket is used up; `429`: Okta said so; `concurrency`: too many at once; `retry`: after a failure. */
  readonly reason: 'rate' | '429' | 'concurrency' | 'retry' | 'breaker'
  readonly ms: number
}

/** One call of an org's API. */
export interface OktaCall {
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE'
  /** `/api/v1/...`, or a whole address of this org such as a next link, which is sent verbatim. */
  readonly url: string
  /** Added to `url`; undefined values are left out. Never used together with a next link. */
  readonly query?: Readonly<Record<string, string | undefined>>
  /** Sent as JSON. */
  readonly body?: object
  readonly timeoutMs?: number
  readonly signal?: AbortSignal
  /** Told before every wait. */
  readonly onWait?: (wait: OktaWait) => void
}

/** What the org answered; its status is 2xx, since everything else is thrown. */
export interface OktaAnswer {
  readonly status: number
  /** Lower-case names; several `Link` headers are joined by a comma. */
  readonly headers: Readonly<Record<string, string | undefined>>
  readonly body: Buffer
  /** The rel="next" link, verbatim and on this org's own origin. */
  readonly next: string | undefined
  /** X-Okta-Request-Id. */
  readonly requestId: string | undefined
  /** The org's own clock (`Date`), or ours where it sent none. */
  readonly servedAt: Date
}

/**
 * An Okta org as its API is called: authorised, within its rate limits, patient where that is safe. Failures are OpsErrors
 * that say what the person must do and carry the request id in their message.
 */
export interface OktaApi {
  /** `https://HOST`, without a slash at the end. */
  readonly orgUrl: string
  readonly call: (call: OktaCall) => Promise<OktaAnswer>
}
