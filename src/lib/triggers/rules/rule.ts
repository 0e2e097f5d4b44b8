import type {Filter} from '../../language/filter/filter-tree.js'
import type {InputTemplate} from '../../language/template/input-template.js'
import type {Template} from '../../language/template/template-parse.js'
import type {JsonValue} from '../../shared/json.js'

/** At most `max` runs in `perMs`, for each value of `by` apart; what is over the limit waits for its turn. */
export interface Throttle {
  readonly max: number
  readonly perMs: number
  readonly by?: Template
}

/** Runs once it has been quiet for `forMs`, for the last event of each value of `by`; the earlier ones are superseded. */
export interface Debounce {
  readonly forMs: number
  readonly by?: Template
}

/** Which ends of a run may be tried again by itself. `unknown` only where the flow itself is safe to repeat. */
export type RetryOn = 'refused' | 'failed' | 'unknown'

export interface RetryPolicy {
  /** Tries after the first; 0: none. */
  readonly max: number
  /** Before the first of them, in milliseconds; doubled each time, jittered. */
  readonly backoffMs: number
  readonly on: readonly RetryOn[]
}

/** How many runs of the rule may be on their way at once, for each value of `key` apart. */
export interface Concurrency {
  readonly limit: number
  readonly key?: Template
}

/** A flow run after the one before has succeeded. Its templates also know `steps.ID.output`; the first run's id is `flow`. */
export interface ThenStep {
  readonly id: string
  readonly flow: string
  readonly input: ReadonlyMap<string, InputTemplate>
}

/** A case that a rule carries with it. Its JSON is made when it is asked for: only `triggers test` does. */
export interface RuleTest {
  readonly name: string
  /** The event, laid over a believable one of its type. */
  readonly event: () => JsonValue
  readonly expect: {readonly match: boolean; readonly input?: () => JsonValue}
}

/** The way from a rule to one of its parts: `['then', 0, 'flow']`. */
export type KeyPath = readonly (string | number)[]

/** One rule, read and checked. */
export interface Rule {
  readonly id: string
  readonly enabled: boolean
  /** Event types, or globs of them. */
  readonly on: readonly string[]
  /** Events that do not meet it are left alone. */
  readonly when?: Filter
  /** Events that meet it are left alone. */
  readonly unless?: Filter
  readonly flow: string
  readonly input: ReadonlyMap<string, InputTemplate>
  /** What makes two events one piece of work; the event's uuid unless said. The rule's id always belongs to it. */
  readonly key?: Template
  readonly throttle?: Throttle
  readonly debounce?: Debounce
  readonly retry: RetryPolicy
  readonly timeoutMs?: number
  readonly concurrency?: Concurrency
  readonly then: readonly ThenStep[]
  readonly onFailure?: Omit<ThenStep, 'id'>
  /** It takes something away: an event that came by a hook counts only once the System Log has it too. */
  readonly destructive: boolean
  /** `log`: wait for the System Log; `none`: act on a hook's word. */
  readonly confirm: 'log' | 'none'
  /** Top-level names of the input that journals keep as a hash only. */
  readonly secretInputs: readonly string[]
  readonly tests: readonly RuleTest[]
  /** Where it stands, for messages. */
  readonly line: number
}
