import type {PlanMemory} from './plan.js'

/** What a person wants of a plan: scim.yaml, with the flags laid over it. */
export interface PlanPolicy {
  /** Globs over Okta's group names; a group that none matches is not looked at. `['AWS_*']` unless said. */
  readonly groups: readonly string[]
  /** Okta's name (or id) to the displayName in AWS, for groups that are not called alike. */
  readonly map: ReadonlyMap<string, string>
  /** `memberships`: groups are neither made nor renamed nor deleted. */
  readonly manage: 'memberships' | 'groups'
  readonly allowDelete: boolean
  /** Globs over AWS's names that are never deleted, renamed or emptied. */
  readonly protect: readonly string[]
  readonly guards: GuardLimits
}

export interface GuardLimits {
  /** Largest part of all memberships in scope that one run may remove, 0 to 1; 0.25 unless said. With 0 nothing is removed. */
  readonly maxRemovals: number
  /** Largest part of one group of ten members or more, 0 to 1; 0.25 unless said. With 0 nothing is removed from any group. */
  readonly maxGroupRemovals: number
  /** Most removals of one run, however large the directory is. */
  readonly maxRemovalCount: number
  /** Fewest members that a group keeps, by AWS's displayName. */
  readonly minKeep: ReadonlyMap<string, number>
  /** Whether a group that is empty in Okta, and was not in AWS, may be emptied. */
  readonly allowEmpty: boolean
  /** Okta login of the person who runs this, who is not taken out of the groups of `requireSelf`. */
  readonly self: string | undefined
  /** AWS displayNames of groups that must keep `self`. */
  readonly requireSelf: readonly string[]
  /** How long a group must have been gone from Okta before it is deleted, in milliseconds. */
  readonly deleteGraceMs: number
}

/** A policy, and what is remembered from earlier runs; without that no group has been gone for any time. */
export type PlanRules = PlanPolicy & {readonly memory?: PlanMemory}
