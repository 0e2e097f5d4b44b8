import type {RowOwners} from '../../store/row-owners.js'
import type {Store} from '../../store/store.js'

/** How much waits for one rule. */
export interface WaitingRule {
  readonly rule: string
  readonly count: number
}

/** What only moves on by a process that knows its rule. */
export interface WaitingRules {
  /**
   * Work that waits for the log, is planned, or was left running by a process that is gone; by rule.
   * @param org only work of this org and of events that came without one; all unless said
   */
  readonly waitingRules: (org?: string) => readonly WaitingRule[]
}

export function createWaitingRules(store: Store, processes: RowOwners): WaitingRules {
  const open = store.prepare(
    `SELECT rule, owner, org, count(*) AS n FROM work WHERE state IN ('waiting', 'planned', 'running')
     GROUP BY rule, owner, org ORDER BY rule`,
  )
  return {
    waitingRules: (org) => {
      const counts = new Map<string, number>()
      for (const {rule, owner, org: of, n} of open.all()) {
        if (org !== undefined && of !== org && of !== '') continue
        if (typeof owner === 'string' && processes.sightOf(owner) !== 'gone') continue
        counts.set(String(rule), (counts.get(String(rule)) ?? 0) + Number(n))
      }
      return [...counts].map(([rule, count]) => ({rule, count}))
    },
  }
}
