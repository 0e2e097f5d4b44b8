import {createHash} from 'node:crypto'

/** The deliveries that were taken lately, so that a second one costs nothing. */
export interface RecentDeliveries {
  readonly has: (id: string, body: Buffer) => boolean
  readonly add: (id: string, body: Buffer) => void
}

const kept = 10_000

/**
 * In memory only, and by id and content together: what it lets through is found to be a repeat by the events' own uuids, and
 * what it keeps back was certainly taken.
 */
export function createRecentDeliveries(): RecentDeliveries {
  const seen = new Map<string, string>()
  const hash = (body: Buffer): string => createHash('sha256').update(body).digest('base64')
  return {
    has: (id, body) => seen.get(id) === hash(body),
    add: (id, body) => {
      seen.delete(id)
      seen.set(id, hash(body))
      if (seen.size > kept) for (const [oldest] of [...seen].slice(0, seen.size - kept)) seen.delete(oldest)
    },
  }
}
