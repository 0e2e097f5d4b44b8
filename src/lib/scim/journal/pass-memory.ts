import type {Store} from '../../store/store.js'

/** What a look at both sides found. */
export interface PassFigures {
  /** Groups in scope. */
  readonly groups: number
  /** Memberships that Identity Center lacks, and those it has too much. */
  readonly missing: number
  readonly extra: number
  /** Groups of which a side could not be read. */
  readonly unread: number
  /** All groups and users of Identity Center, where they were counted. */
  readonly sizes?: {readonly groups: number; readonly users: number} | undefined
}

export interface Pass extends PassFigures {
  readonly at: Date
}

/** What is remembered of a tenant from one look at both sides to the next. */
export interface PassMemory {
  /**
   * Writes down which of Identity Center's groups have no counterpart in Okta, by id; one that has one again is forgotten.
   * @returns since when each of them has been gone
   */
  readonly rememberGone: (tenant: string, ids: readonly string[], at: Date) => ReadonlyMap<string, Date>
  /** Without writing anything. */
  readonly goneSince: (tenant: string) => ReadonlyMap<string, Date>
  /** Of a look at everything in scope; one that was narrowed down is not kept. */
  readonly keepPass: (tenant: string, pass: Pass) => void
  readonly lastPass: (tenant: string) => Pass | undefined
}

export function createPassMemory(store: Store): PassMemory {
  const all = store.prepare('SELECT group_id, since FROM gone WHERE tenant = ?')
  const forget = store.prepare('DELETE FROM gone WHERE tenant = ? AND group_id = ?')
  const remember = store.prepare('INSERT OR IGNORE INTO gone (tenant, group_id, since) VALUES (?, ?, ?)')
  const keep = store.prepare('INSERT OR REPLACE INTO pass (tenant, at, figures) VALUES (?, ?, ?)')
  const last = store.prepare('SELECT at, figures FROM pass WHERE tenant = ?')
  const goneSince: PassMemory['goneSince'] = (tenant) =>
    new Map(all.all(tenant).map((row) => [String(row['group_id']), new Date(Number(row['since']))]))
  return {
    goneSince,
    rememberGone: (tenant, ids, at) =>
      store.transaction(() => {
        const gone = new Set(ids)
        for (const id of goneSince(tenant).keys()) if (!gone.has(id)) forget.run(tenant, id)
        for (const id of gone) remember.run(tenant, id, at.getTime())
        return goneSince(tenant)
      }),
    keepPass: (tenant, {at, ...figures}) => {
      keep.run(tenant, at.getTime(), JSON.stringify(figures))
    },
    lastPass: (tenant) => {
      const row = last.get(tenant)
      if (row === undefined) return undefined
      return {...(JSON.parse(String(row['figures'])) as PassFigures), at: new Date(Number(row['at']))}
    },
  }
}
