import {createHash} from 'node:crypto'
import type {Store} from '../../store/store.js'

/** What stays of work that is not kept any more: that it must not be done again, and nothing of what it was. */
export interface DoneMarks {
  /** The rule has dealt with this event. */
  readonly hasEvent: (rule: string, uuid: string) => boolean
  /** The rule has done what has this key. */
  readonly hasKey: (rule: string, key: string) => boolean
  readonly markEvent: (rule: string, uuid: string) => void
  readonly markKey: (rule: string, key: string) => void
}

/** Shorter than SHA-256 gives: two of 2^32 pieces of work share these with a chance below one in 10^18. */
const hashBytes = 16

export function createDoneMarks(store: Store): DoneMarks {
  const find = store.prepare('SELECT 1 FROM done WHERE hash = ?')
  const put = store.prepare('INSERT INTO done (hash) VALUES (?) ON CONFLICT DO NOTHING')
  const has = (hash: Uint8Array): boolean => find.get(hash) !== undefined
  return {
    hasEvent: (rule, uuid) => has(hashOf('event', rule, uuid)),
    hasKey: (rule, key) => has(hashOf('key', rule, key)),
    markEvent: (rule, uuid) => {
      put.run(hashOf('event', rule, uuid))
    },
    markKey: (rule, key) => {
      put.run(hashOf('key', rule, key))
    },
  }
}

function hashOf(...parts: readonly string[]): Uint8Array {
  return createHash('sha256').update(JSON.stringify(parts)).digest().subarray(0, hashBytes)
}
