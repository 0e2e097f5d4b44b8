import {randomUUID} from 'node:crypto'

/** Where a query goes on: a place in commit order, or behind an event in the order of `published`. */
export type LogPlace =
  | {readonly kind: 'polling'; readonly index: number}
  | {readonly kind: 'bounded'; readonly publishedMs: number; readonly index: number}

interface Kept {
  place: LogPlace
  usedAtMs: number
}

const mostCursors = 200_000

/** The cursors handed out. They say nothing to whoever holds them, and are forgotten when unused for long. */
export class LogCursors {
  readonly #cursors = new Map<string, Kept>()
  #count = 0

  /** A new cursor, in one of the two forms Okta's have. */
  issue(place: LogPlace, nowMs: number): string {
    this.#count += 1
    const id = place.kind === 'polling' ? `${nowMs}_${this.#count}` : randomUUID()
    this.#cursors.set(id, {place, usedAtMs: nowMs})
    if (this.#cursors.size > mostCursors) this.#forgetOldest()
    return id
  }

  /** The place of `id`, used again now; undefined when it is unknown or was not used for `lifetimeMs`. */
  resume(id: string, nowMs: number, lifetimeMs: number): LogPlace | undefined {
    const kept = this.#cursors.get(id)
    if (kept === undefined) return undefined
    if (nowMs - kept.usedAtMs > lifetimeMs) {
      this.#cursors.delete(id)
      return undefined
    }
    kept.usedAtMs = nowMs
    return kept.place
  }

  /** The same cursor, further on: an empty page names itself as the next. */
  advance(id: string, place: LogPlace): void {
    const kept = this.#cursors.get(id)
    if (kept !== undefined) kept.place = place
  }

  forgetAll(): void {
    this.#cursors.clear()
  }

  #forgetOldest(): void {
    const [oldest] = this.#cursors.keys()
    if (oldest !== undefined) this.#cursors.delete(oldest)
  }
}
