import type {SecretReference} from '../../secrets/secret-reference.js'
import type {PairFilter} from '../client/scim-filter.js'
import type {PlanPolicy} from '../plan/policy.js'

/** AWS's SCIM endpoint and where its tokens are. */
export interface ScimConnection {
  /** Without a slash at the end. */
  readonly url?: string
  readonly token?: SecretReference
  /** Tried when AWS does not take the first one. */
  readonly nextToken?: SecretReference
  /** The day the token was made; it is good for a year. */
  readonly tokenIssued?: Date
}

/** The directory behind the endpoint, as the Identity Store API names it, and with which AWS profile it is asked. */
export interface IdentityStoreConfig {
  readonly id?: string
  readonly region?: string
  readonly profile?: string
}

/** scim.yaml, with what holds where it says nothing. */
export interface ScimConfig {
  /** Where it was read; undefined where there is none. */
  readonly file: string | undefined
  readonly connection: ScimConnection
  readonly identityStore: IdentityStoreConfig
  readonly policy: PlanPolicy
  readonly pace: {
    /** Requests a second that are never exceeded. */
    readonly ceiling?: number
    /** Requests under way at a time. */
    readonly workers?: number
  }
  /** Whether one PATCH may both add and remove: `scim probe` finds out. */
  readonly mixedPatch: boolean
  readonly pairFilter: PairFilter | undefined
}

/** Groups that AWS Control Tower makes and needs; whoever deletes or empties one breaks it. */
const controlTowerGroups = [
  'AWSAccountFactory',
  'AWSAuditAccountAdmins',
  'AWSControlTowerAdmins',
  'AWSLogArchiveAdmins',
  'AWSLogArchiveViewers',
  'AWSSecurityAuditPowerUsers',
  'AWSSecurityAuditors',
  'AWSServiceCatalogAdmins',
]

/** What holds where nothing is said: memberships of `AWS_*` groups, nothing deleted, a quarter removed at most. */
export const defaultPolicy: PlanPolicy = {
  groups: ['AWS_*'],
  map: new Map(),
  manage: 'memberships',
  allowDelete: false,
  protect: controlTowerGroups,
  guards: {
    maxRemovals: 0.25,
    maxGroupRemovals: 0.25,
    maxRemovalCount: Number.POSITIVE_INFINITY,
    minKeep: new Map(),
    allowEmpty: false,
    self: undefined,
    requireSelf: [],
    deleteGraceMs: 7 * 86_400_000,
  },
}
