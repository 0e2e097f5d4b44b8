/*
 * Rate limits as Okta counts them: per bucket, in windows of a minute that begin with the first request and not with the
 * clock's minute. One token or app gets a share of what the whole org has. The numbers are those a caller sees in
 * X-Rate-Limit-Limit.
 */

export const buckets = ['logs', 'users', 'user', 'groups', 'group', 'other'] as const
export type Bucket = (typeof buckets)[number]

const windowMs = 60_000
/** At this part of a limit the org is warned, once a window. */
export const warningPercent = 60

interface Window {
  readonly endsAtMs: number
  count: number
}

/** What one more request meant. */
export interface Verdict {
  readonly allowed: boolean
  readonly limit: number
  readonly remaining: number
  readonly resetsAtMs: number
  /** Said once a window: to be written into the System Log. */
  readonly notice: 'warning' | 'violation' | undefined
}

export class RateLimits {
  /** Requests a minute of one token or app. */
  #limits: Readonly<Record<Bucket, number>> = {
    logs: 60,
    users: 300,
    user: 1000,
    groups: 250,
    group: 500,
    other: 600,
  }
  /** How many percent of the org's bucket that is. */
  #sharePercent = 50
  readonly #windows = new Map<string, Window>()

  get settings(): Readonly<Record<Bucket | 'share', number>> {
    return {...this.#limits, share: this.#sharePercent}
  }

  /** Changes some numbers; windows that are open go on counting. */
  set(changes: Partial<Readonly<Record<Bucket | 'share', number>>>): void {
    const {share = this.#sharePercent, ...limits} = changes
    this.#sharePercent = share
    this.#limits = {...this.#limits, ...limits}
  }

  /** Counts one request of `callerId`, unless it is over a limit. */
  take(bucket: Bucket, callerId: string, nowMs: number): Verdict {
    const limit = this.#limits[bucket]
    const orgLimit = Math.floor((limit * 100) / this.#sharePercent)
    const own = this.#window(`${bucket} ${callerId}`, nowMs)
    const org = this.#window(bucket, nowMs)
    const allowed = own.count < limit && org.count < orgLimit
    own.count += 1
    if (allowed) org.count += 1
    return {
      allowed,
      limit,
      remaining: Math.max(0, Math.min(limit - own.count, orgLimit - org.count)),
      resetsAtMs: own.count > limit || org.count < orgLimit ? own.endsAtMs : org.endsAtMs,
      notice: noticeOf(own.count, limit),
    }
  }

  #window(key: string, nowMs: number): Window {
    const open = this.#windows.get(key)
    if (open !== undefined && open.endsAtMs > nowMs) return open
    const fresh = {endsAtMs: nowMs + windowMs, count: 0}
    this.#windows.set(key, fresh)
    return fresh
  }
}

function noticeOf(count: number, limit: number): Verdict['notice'] {
  if (count === limit + 1) return 'violation'
  return count === Math.ceil((limit * warningPercent) / 100) ? 'warning' : undefined
}

/** The three headers of an answer. Reset is in whole seconds, so that it is never before the window ends. */
export function limitHeaders({limit, remaining, resetsAtMs}: Verdict): Readonly<Record<string, string>> {
  return {
    'x-rate-limit-limit': String(limit),
    'x-rate-limit-remaining': String(remaining),
    'x-rate-limit-reset': String(Math.ceil(resetsAtMs / 1000)),
  }
}
