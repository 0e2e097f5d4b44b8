import type {JsonObject, JsonValue} from '../../shared/json.js'

/**
 * Where one step of a rule stands for one event.
 * - `waiting`: came by an event hook, and counts only once the System Log has the event too
 * - `planned`: to be run from `dueAt` on
 * - `running`: claimed by a process, with a run id
 * - `succeeded`
 * - `failed`: certainly, and not tried again by itself: a dead letter
 * - `unknown`: the request went out and nobody knows what became of it: a dead letter, in doubt
 * - `superseded`: another event's work stands for this one (debounce, or the same key)
 * - `dropped`: a person, or the System Log, said that it is not to be done
 */
export type WorkState =
  'waiting' | 'planned' | 'running' | 'succeeded' | 'failed' | 'unknown' | 'superseded' | 'dropped'

/** How an event came to us; `file` is `triggers run --events`. */
export type EventSource = 'log' | 'hook' | 'file'

/** The id of a rule's first step; those of `then:` have their own. */
export const firstStep = 'flow'

/** The id of the step that `on_failure` is. */
export const failureStep = 'on_failure'

/** An event that a rule matches, or matched. */
export interface SeenEvent {
  readonly uuid: string
  readonly type: string
  /** As the event says it. */
  readonly published: string
  readonly source: EventSource
  readonly seenAt: Date
  readonly body: JsonObject
}

/** One step of one rule for one event. */
export interface Work {
  readonly id: number
  readonly rule: string
  /** What makes two events one piece of work. */
  readonly key: string
  /** `flow`, a step of `then:`, or `on_failure`. */
  readonly step: string
  /** The event's uuid. */
  readonly event: string
  readonly flow: string
  readonly state: WorkState
  readonly dueAt: Date
  /** Tries that were begun. */
  readonly tries: number
  /** Of the last try. */
  readonly runId?: string
  /** A person has said that the next try may repeat one whose fate is unknown. */
  readonly mayRepeat: boolean
  readonly reason?: string
  readonly output?: JsonValue
  readonly createdAt: Date
  readonly endedAt?: Date
}

/** What is known of an event's work: as `Work`, before it is written. */
export interface NewWork {
  readonly rule: string
  readonly key: string
  readonly event: string
  readonly flow: string
  /** False: it waits for the System Log. */
  readonly confirmed: boolean
  /** Which of the rule's limits it counts against; each limit is for one value apart. */
  readonly throttleKey: string
  readonly concurrencyKey: string
  /** Undefined: the rule is not debounced. */
  readonly debounce?: {readonly key: string; readonly forMs: number}
}

/** What became of one try, and so of the work. */
export type Ending =
  | {readonly state: 'succeeded'; readonly output?: JsonValue}
  | {readonly state: 'failed' | 'unknown'; readonly reason: string}
  | {readonly state: 'planned'; readonly dueAt: Date; readonly reason: string}

/** Work that follows from an ending. */
export interface NextStep {
  readonly step: string
  readonly flow: string
}

/** A dead letter is for a person to look at; an unknown one may have been done. */
export const deadLetterStates: readonly WorkState[] = ['failed', 'unknown']

/** Nothing more happens to it by itself, unless an unknown run's fate becomes known. */
export function isOver(state: WorkState): boolean {
  return state !== 'waiting' && state !== 'planned' && state !== 'running'
}

/**
 * The key under which flows are told, and remember, that this is one piece of work: nothing else has the same. The later
 * steps of an event's work are its own, whatever the key.
 */
export function flowKey({rule, key, step, event}: Pick<Work, 'rule' | 'key' | 'step' | 'event'>): string {
  return step === firstStep ? `${rule}:${key}` : `${rule}/${step}:${event}`
}
