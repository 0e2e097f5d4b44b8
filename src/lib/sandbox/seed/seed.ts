import type {SeedFlow} from './seed-flows.js'
import type {SeedApp, SeedToken} from './seed-okta.js'
import type {ScimSettings} from '../aws/scim/scim-settings.js'
import type {SeedSecret} from './seed-secrets.js'

/*
 * What a sandbox is made from. A seed is data: the company (people, groups, accounts, who may do what), how long things
 * last, and the faults planned from the start. docs/sandbox.md documents the YAML form, seed-file.ts reads it.
 */

/** How long the sandbox lets things live, in milliseconds. */
export interface Lifetimes {
  /** An access token (real service: about 1 h). */
  readonly tokenMs: number
  /** Role credentials and chained role credentials. */
  readonly roleMs: number
  /** From signing in until no refresh is accepted any more. */
  readonly sessionMs: number
  /** A client registration. */
  readonly registrationMs: number
  readonly deviceCodeMs: number
  /** Between two polls of a device at the Okta org. */
  readonly deviceIntervalMs: number
  /** A cursor of the System Log, since it was last used. */
  readonly cursorMs: number
  /** How long a receiver of event hooks may take to answer. */
  readonly hookMs: number
}

interface SeedUser {
  readonly login: string
  readonly name: string
  /** Absent: the company's shared sandbox password. */
  readonly password?: string
  readonly active: boolean
  /** Further attributes, such as `department`, for group rules to look at. */
  readonly profile?: Readonly<Record<string, string>>
  readonly groups: readonly string[]
  /** False: Okta's AWS app is not assigned to them, so Identity Center does not know them. */
  readonly awsUser?: boolean
}

interface SeedGroup {
  readonly name: string
  readonly description: string
  /** OKTA_GROUP unless said. */
  readonly type?: 'OKTA_GROUP' | 'APP_GROUP'
  /** Whether Okta's own group push carries it to AWS; absent: unless its name begins with `AWS_`. */
  readonly push?: boolean
}

/** A group that stands in Identity Center by itself, as it is there when the sandbox starts. */
export interface SeedAwsGroup {
  readonly name: string
  readonly description: string
  /** The Okta group whose id it carries as externalId. */
  readonly linkedTo?: string
  /** userNames. */
  readonly members: readonly string[]
}

/** A user that somebody made in Identity Center by hand. */
export interface SeedAwsUser {
  readonly userName: string
  readonly name: string
}

/** An IAM role that an Identity Center role may assume (role chaining). */
export interface SeedIamRole {
  readonly name: string
  readonly externalId?: string
  /** Roles (permission sets) that may assume it; absent: every role of the company. */
  readonly trusts?: readonly string[]
}

export interface SeedAccount {
  /** Twelve digits, as text: leading zeros count. */
  readonly id: string
  /** The portal leaves name and address out where they are unknown. */
  readonly name?: string
  readonly email?: string
  readonly iamRoles: readonly SeedIamRole[]
}

/** The SCIM endpoint's behaviour, its first token (absent: made up anew in each run) and the lag of its readers. */
export interface SeedScim extends Partial<ScimSettings> {
  readonly token?: string
  readonly lagMs?: number
}

/** Members of the Identity Center group `group` get each of `roles` in each of `accounts`. */
export interface SeedAssignment {
  readonly group: string
  readonly accounts: readonly string[] | 'all'
  readonly roles: readonly string[]
}

export interface Seed {
  readonly company: string
  readonly startUrl: string
  readonly region: string
  /** Page size of the portal's lists when the caller names none. */
  readonly pageSize: number
  /** Password of every user who has none of their own; shown on the sign-in page. */
  readonly password: string
  readonly lifetimes: Lifetimes
  readonly groups: readonly SeedGroup[]
  readonly users: readonly SeedUser[]
  readonly accounts: readonly SeedAccount[]
  readonly assignments: readonly SeedAssignment[]
  readonly awsGroups: readonly SeedAwsGroup[]
  readonly awsUsers: readonly SeedAwsUser[]
  /** Logins of the people with an admin role in the Okta org. */
  readonly admins: readonly string[]
  readonly apps: readonly SeedApp[]
  readonly tokens: readonly SeedToken[]
  /** Of Okta Workflows. */
  readonly flows: readonly SeedFlow[]
  /** In AWS Secrets Manager. */
  readonly secrets: readonly SeedSecret[]
  /** How the SCIM endpoint begins. */
  readonly scim?: SeedScim
  /** In the words of `sandbox start --fault`. */
  readonly faults: readonly string[]
}

const hourMs = 3_600_000

export const defaultLifetimes: Lifetimes = {
  tokenMs: hourMs,
  roleMs: hourMs,
  sessionMs: 8 * hourMs,
  registrationMs: 90 * 24 * hourMs,
  deviceCodeMs: 600_000,
  deviceIntervalMs: 5000,
  cursorMs: 7 * 24 * hourMs,
  hookMs: 3000,
}

export const defaultStartUrl = 'https://d-5a4d7c1e90.awsapps.com/start'
export const defaultPassword = 'anchor-aweigh'
export const defaultPageSize = 50
