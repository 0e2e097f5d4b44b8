import type {AwsGroup, AwsUser} from '../../ports/aws-directory.js'
import type {OktaGroupHead, OktaPerson} from '../../ports/okta-directory.js'

/** One side as it was read: Okta, which says what should be. */
export interface OktaSide {
  readonly orgUrl: string
  readonly groups: readonly {
    readonly group: OktaGroupHead
    /** Undefined when its members could not be read: then nothing about this group is changed. */
    readonly members: readonly OktaPerson[] | undefined
    /** Why not, in words. */
    readonly unread?: string
  }[]
}

/** The other side: Identity Center, which says what is. */
export interface AwsSide {
  /** The SCIM endpoint without a slash at the end: it names the tenant. */
  readonly tenant: string
  readonly via: 'scim' | 'identity-store'
  /** Every group that is known of, in scope or not. */
  readonly groups: readonly AwsGroup[]
  /** False: there may be groups that are not in the list, so nothing is created or deleted. */
  readonly groupsComplete: boolean
  /** By the id of the group, for the groups that match one of Okta's; `complete: false` means no removals. */
  readonly members: ReadonlyMap<string, {readonly users: readonly AwsUser[]; readonly complete: boolean}>
  /** Users found besides, whom somebody in Okta may be matched with. */
  readonly users: readonly AwsUser[]
}

/** A person to be added or removed. */
export interface PlannedMember {
  /** Identity Center's id. */
  readonly awsId: string
  readonly userName: string
  /** Okta's id, where the person is known there. */
  readonly oktaId?: string
}

/** What a plan finds and says; most of them change nothing. */
export const findingKinds = [
  'unresolved',
  'inactive',
  'name-clash',
  'rename',
  'unmanaged',
  'external-id-mismatch',
  'unread',
  'incomplete',
  'missing-group',
  'invalid-name',
  'gone',
] as const

export type FindingKind = (typeof findingKinds)[number]

export interface Finding {
  readonly kind: FindingKind
  /** Name of the group it is about. */
  readonly group: string
  /** Login or userName. */
  readonly person?: string
  /** In words, what is so and why. */
  readonly reason: string
}

/** A guard that holds back (part of) a group: nothing of what it holds is applied. */
export interface GuardHit {
  /** Its name in scim.yaml and in docs/scim-plan.md: `max-removals`, `min-keep`, `empty-source`, `incomplete-read`, `protected`, ... */
  readonly guard: string
  /** What would have happened, in words. */
  readonly reason: string
  /** The flag that overrides it, and why not to; undefined where nothing does. */
  readonly override?: string
  /** What it holds: removals (of the group, or of every group where the guard is the plan's), the whole group, or everything. */
  readonly holds: 'removals' | 'group' | 'run'
  /** Identity Center's ids of those whose removal it holds; everybody's where undefined. */
  readonly people?: readonly string[]
}

/** What a plan cannot see in the two sides. */
export interface PlanMemory {
  /** By Identity Center's id of a group: when it was first seen to be gone from Okta. */
  readonly goneSince: ReadonlyMap<string, Date>
  readonly now: Date
}

export type GroupAction = 'none' | 'update' | 'create' | 'delete'

/** Everything about one group. Ids that are missing are those of a group that is not there (yet). */
export interface GroupPlan {
  /** Okta's name; AWS's for a group that is only there. */
  readonly name: string
  readonly action: GroupAction
  readonly okta?: {readonly id: string; readonly name: string}
  readonly aws?: {readonly id: string; readonly displayName: string; readonly externalId?: string}
  /** Attributes to be set: a rename, a link by externalId, or those of a new group. */
  readonly set?: {readonly displayName?: string; readonly externalId?: string}
  /** Sorted by userName. */
  readonly add: readonly PlannedMember[]
  /** Likewise; of a group that is to be deleted its members, who go with it. */
  readonly remove: readonly PlannedMember[]
  /** In both, before the plan. */
  readonly kept: number
  readonly guards: readonly GuardHit[]
  /** SHA-256 (hex) of each side of the group as it was read; a saved plan is refused for a group where one has moved. */
  readonly fingerprint: {readonly okta?: string; readonly aws?: string}
}

/** A whole plan: pure data, the same for the same two sides, whoever makes it and when. */
export interface Plan {
  readonly version: 1
  readonly org: string
  readonly tenant: string
  readonly via: 'scim' | 'identity-store'
  readonly manage: 'memberships' | 'groups'
  /** Groups with something to do or to say first, each part by name. */
  readonly groups: readonly GroupPlan[]
  readonly findings: readonly Finding[]
  /** Guards that hold back everything. */
  readonly guards: readonly GuardHit[]
}
