import type {AwsDirectory} from '../../ports/aws-directory.js'
import type {OktaDirectory} from '../../ports/okta-directory.js'
import type {Lock} from '../../shared/file-lock.js'
import type {Machine} from '../../shared/machine.js'
import type {ApplyOutcome} from '../apply/outcome.js'
import type {ScimJournal} from '../journal/scim-db.js'
import type {WatchState} from '../journal/watch-record.js'
import type {LearntSides} from '../learn/learn-both-sides.js'
import type {Plan} from '../plan/plan.js'
import type {PlanPolicy} from '../plan/policy.js'
import type {WatchNews} from './watch-news.js'

/** Both sides, and by which rules, as scim.yaml has it now. */
export interface WatchSides {
  readonly okta: OktaDirectory
  /** By the way that Identity Center's side is read. */
  readonly aws: () => Promise<AwsDirectory>
  readonly policy: PlanPolicy
}

export interface Applying {
  readonly plan: Plan
  /** When the reading began. */
  readonly readAt: Date
  /** The plan is not of everything in scope. */
  readonly ofPart: boolean
  readonly lock: Lock
  readonly signal: AbortSignal
}

/** What a watch works with. */
export interface WatchDeps {
  readonly machine: Machine
  /** The SCIM endpoint without a slash at the end. */
  readonly tenant: string
  readonly journal: Pick<
    ScimJournal,
    'acknowledged' | 'addHints' | 'openHints' | 'endHints' | 'hintBacklog' | 'keepWatch' | 'endWatch'
  >
  readonly sides: () => WatchSides
  /** Runs it while no other process changes this tenant. */
  readonly locked: <T>(work: (lock: Lock) => Promise<T>) => Promise<T>
  /** Reads all of both sides and plans; remembers what it saw. */
  readonly pass: (signal: AbortSignal) => Promise<{
    readonly plan: Plan
    readonly learnt: Pick<LearntSides, 'okta' | 'aws'>
    readonly readAt: Date
  }>
  readonly apply: (applying: Applying) => Promise<ApplyOutcome>
  readonly tell: (news: WatchNews) => void
  /** Aborted to stop: requests on their way are finished, and everything else is kept for the next time. */
  readonly signal: AbortSignal
}

export interface WatchOptions extends Pick<WatchState, 'name' | 'from'> {
  /** How long a group must be quiet before it is looked at. */
  readonly debounceMs: number
  /** From one look at everything to the next. */
  readonly fullPassMs: number
  /** Ends when everything that was hinted at is done, and fails instead of trying again. */
  readonly once: boolean
}
