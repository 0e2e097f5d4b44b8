import type {PlanPolicy} from '../plan/policy.js'
import type {LearnOptions} from './reading.js'

/** Of what both sides are read. */
export interface LearnScope extends Pick<PlanPolicy, 'groups' | 'map' | 'manage' | 'allowDelete'> {
  /** What Identity Center held when it was last read as a whole; undefined: it is not known. */
  readonly lastSizes?: {readonly groups: number; readonly users: number} | undefined
}

/** Of what, and how. */
export interface LearnWish extends LearnScope, LearnOptions {}
