/** What is known of the process that reads events, at one moment. */
export interface ReadingState {
  /** Nothing was left to read. */
  readonly isCaughtUp: boolean
  readonly lastPageAt?: Date
  /** How old the newest event was at that page, in milliseconds. */
  readonly newestAgeMs?: number
}

/**
 * How far acting is behind what happens: the longest of how long due work has waited to be begun, and how long it is that reading
 * had caught up. An org in which nothing happens is not behind, nor is a reader that rests between two polls; an org that cannot
 * be read is.
 * @param restMs how long it rests on purpose
 */
export function createLagMeter({startedAt, restMs}: {readonly startedAt: Date; readonly restMs: number}): (
  at: Date,
  seen: {
    /** Undefined: nothing is followed. */
    readonly reading: ReadingState | undefined
    /** When the oldest work that may be begun is, or was, due. */
    readonly dueAt: Date | undefined
  },
) => number {
  let caughtUpAt = startedAt.getTime()
  return (at, {reading, dueAt}) => {
    const now = at.getTime()
    const waited = dueAt === undefined ? 0 : Math.max(0, now - dueAt.getTime())
    if (reading === undefined) return waited
    const {isCaughtUp, lastPageAt, newestAgeMs} = reading
    if (isCaughtUp && lastPageAt !== undefined) caughtUpAt = Math.max(caughtUpAt, lastPageAt.getTime())
    // In an org where something always happens reading is never done; then the newest event tells.
    const sinceNewest =
      lastPageAt === undefined || newestAgeMs === undefined
        ? Infinity
        : newestAgeMs + now - lastPageAt.getTime()
    return Math.max(waited, Math.min(now - caughtUpAt, sinceNewest) - restMs)
  }
}
