import type {Failure, OpsError} from '../../shared/errors.js'
import type {ChangeCounts} from '../journal/change-journal.js'

/** What became of one group of a plan. */
export interface GroupOutcome {
  /** As the plan names it. */
  readonly name: string
  /**
   * `refused`: a guard holds (part of) it, or a side has moved since the plan was made; `failed`: AWS did not take a change;
   * `stopped`: begun, and ended by hand or with the run; `notStarted`: the same, and nothing was sent.
   */
  readonly state: 'applied' | 'refused' | 'failed' | 'stopped' | 'notStarted'
  readonly refusedBy?: 'moved' | 'guard'
  /** Names of guards that hold something of it. */
  readonly guards: readonly string[]
  readonly added: number
  readonly removed: number
  readonly created: boolean
  readonly deleted: boolean
  /** Renamed, or linked by externalId. */
  readonly set: boolean
  /** Changes of the plan that were not made, guarded ones included: memberships, and one for the group itself. */
  readonly left: number
  /** Why not, in words. */
  readonly reason?: string
}

/** What became of a plan. */
export interface ApplyOutcome {
  /** Of the journal. */
  readonly runId: string
  /** Those with anything to do or to refuse, in the plan's order. */
  readonly groups: readonly GroupOutcome[]
  readonly done: ChangeCounts
  /** The signal ended it. */
  readonly interrupted: boolean
  /** What ended it before its time, if anything did. */
  readonly error: OpsError | undefined
}

/** How far an application is; counted in changes of membership and of groups. */
export interface ApplyProgress {
  readonly done: number
  readonly total: number
  readonly groupsDone: number
  readonly groups: number
  /** Undefined until something can be said. */
  readonly leftMs: number | undefined
}

/** The kind of failure that the outcome is, for the exit code; undefined where everything was applied. */
export function failureOf({groups, interrupted, error}: ApplyOutcome): Failure | undefined {
  if (error !== undefined) return error.failure
  if (interrupted) return 'interrupted'
  if (groups.some(({state}) => state === 'failed')) return 'failure'
  return groups.some(({state}) => state === 'refused') ? 'refused' : undefined
}

/** Sums over the groups. */
export function countsOf(groups: readonly GroupOutcome[]): ChangeCounts {
  const sum = (of: (group: GroupOutcome) => number): number =>
    groups.reduce((total, group) => total + of(group), 0)
  return {
    groups: sum(({added, removed, created, deleted, set}) =>
      created || deleted || set || added + removed > 0 ? 1 : 0,
    ),
    added: sum(({added}) => added),
    removed: sum(({removed}) => removed),
    created: sum(({created}) => Number(created)),
    deleted: sum(({deleted}) => Number(deleted)),
  }
}
