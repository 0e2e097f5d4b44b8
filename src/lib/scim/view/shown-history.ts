import type {AppliedRun, JournalChange} from '../journal/scim-history.js'

/** A run as `--json` has it, its times in ISO 8601. */
export interface ShownRun extends Omit<AppliedRun, 'startedAt' | 'endedAt'> {
  readonly startedAt: string
  readonly endedAt?: string
}

/** A request as `--json` has it: people by their userNames. */
export interface ShownChange extends Omit<JournalChange, 'added' | 'removed' | 'sentAt' | 'endedAt'> {
  readonly added: readonly string[]
  readonly removed: readonly string[]
  readonly sentAt: string
  readonly endedAt?: string
}

/** A run for scripts. */
export function showRun({startedAt, endedAt, ...run}: AppliedRun): ShownRun {
  return {...run, startedAt: startedAt.toISOString(), ...ended(endedAt)}
}

/** A change for scripts. */
export function showChange({sentAt, endedAt, added, removed, ...change}: JournalChange): ShownChange {
  return {
    ...change,
    added: Object.values(added).sort(),
    removed: Object.values(removed).sort(),
    sentAt: sentAt.toISOString(),
    ...ended(endedAt),
  }
}

function ended(at: Date | undefined): {readonly endedAt?: string} {
  return at === undefined ? {} : {endedAt: at.toISOString()}
}
