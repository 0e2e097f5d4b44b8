import type {HeldGroup} from '../journal/watch-record.js'

/** What a watch tells while it goes on. Names come from outside. */
export type WatchNews =
  | {
      /** Everything was looked at. */
      readonly kind: 'pass'
      readonly groups: number
      readonly added: number
      readonly removed: number
      readonly tookMs: number
    }
  | {
      /** A group was changed, or was to be. */
      readonly kind: 'group'
      readonly group: string
      readonly state: 'applied' | 'refused' | 'failed' | 'stopped' | 'notStarted'
      readonly how: 'pairs' | 'group' | 'pass'
      readonly added: number
      readonly removed: number
      readonly reason?: string
      /** From the oldest event that hinted at it until now. */
      readonly lagMs?: number
    }
  /** Told once, until it is over. */
  | ({readonly kind: 'held'} & Omit<HeldGroup, 'since'>)
  | {readonly kind: 'released'; readonly group: string}
  /** Told once, until it is over. */
  | {readonly kind: 'trouble'; readonly reason: string}
  | {readonly kind: 'well'}

/** What a watch has done so far. */
export interface WatchTally {
  /** Looks at everything. */
  readonly passes: number
  /** Groups that were looked at because of an event; one counts each time. */
  readonly looked: number
  readonly added: number
  readonly removed: number
  /** Groups of which a guard holds something back, or which fail, at present. */
  readonly held: number
  /** Hints that are still to be looked at; they are kept for the next time. */
  readonly open: number
}
