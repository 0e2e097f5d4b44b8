import {ownIdentity, sightOf, type ProcessIdentity} from '../../shared/process-identity.js'
import type {Store} from '../../store/store.js'

/** A group of which a guard holds something back, or which fails. Times are ISO 8601. */
export interface HeldGroup {
  readonly group: string
  /** Names of guards; none where it failed. */
  readonly guards: readonly string[]
  readonly reason: string
  readonly since: string
}

/** How a watch of a tenant goes, as it has last written it down. */
export interface WatchState {
  /** Of the checkpoint. */
  readonly name: string
  readonly from: 'log' | 'hook' | 'both'
  readonly startedAt: string
  /** Of the last look at everything that came to an end. */
  readonly lastPassAt?: string
  readonly nextPassAt?: string
  /** The last look at what an event hinted at, and how long after the event. */
  readonly lastRound?: {readonly at: string; readonly lagMs: number}
  readonly held: readonly HeldGroup[]
  /** What keeps it from its work at present. */
  readonly trouble?: string
}

/** What is written down of the watch of each tenant. */
export interface WatchRecord {
  readonly keepWatch: (tenant: string, state: WatchState) => void
  /** `running`: its process lives, or cannot be seen from here. */
  readonly lastWatch: (tenant: string) => (WatchState & {readonly running: boolean}) | undefined
  /** It came to its end. */
  readonly endWatch: (tenant: string) => void
}

export function createWatchRecord(store: Store): WatchRecord {
  const keep = store.prepare('INSERT OR REPLACE INTO watch (tenant, owner, state) VALUES (?, ?, ?)')
  const last = store.prepare('SELECT owner, state FROM watch WHERE tenant = ?')
  const end = store.prepare("UPDATE watch SET owner = '' WHERE tenant = ?")
  const owner = JSON.stringify(ownIdentity())
  return {
    keepWatch: (tenant, state) => {
      keep.run(tenant, owner, JSON.stringify(state))
    },
    lastWatch: (tenant) => {
      const row = last.get(tenant)
      if (row === undefined) return undefined
      const by = String(row['owner'])
      const running = by !== '' && sightOf(JSON.parse(by) as ProcessIdentity) !== 'gone'
      return {...(JSON.parse(String(row['state'])) as WatchState), running}
    },
    endWatch: (tenant) => {
      end.run(tenant)
    },
  }
}
