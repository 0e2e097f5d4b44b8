import type {Provider} from 'oidc-provider'
import {ApiTokens} from './api-tokens.js'
import {OktaApps, type MadeKey} from './apps.js'
import {Issued} from './issued.js'
import type {Company, User} from '../../company/company.js'
import type {Seed} from '../../seed/seed.js'

/** Who may do what in the org, and everything its authorization server has given out. */
export interface OktaAuth {
  readonly apps: OktaApps
  readonly tokens: ApiTokens
  readonly issued: Issued
  /** Proofs seen, by `jti`, until they would be too old anyhow. */
  readonly proofs: Map<string, Date>
  /** Refresh tokens that were traded for others. */
  readonly rotated: Set<string>
  /** The authorization server, once somebody has asked for it. */
  provider: Promise<Provider> | undefined
  /** The logins of people with an admin role. */
  readonly admins: ReadonlySet<string>
}

/** The org's own, before anybody has asked for anything. */
export function createOktaAuth(seed: Seed, made: readonly MadeKey[], now: Date): OktaAuth {
  return {
    apps: new OktaApps(seed.apps, made),
    tokens: new ApiTokens(seed.tokens, now),
    issued: new Issued(),
    proofs: new Map(),
    rotated: new Set(),
    provider: undefined,
    admins: new Set(seed.admins),
  }
}

/** Whether `user` may sign in to an app at all. */
export function isAssigned(
  company: Company,
  user: User,
  {groups}: {readonly groups?: readonly string[]},
): boolean {
  if (groups === undefined) return true
  return company.groupsOf(user.login).some(({name}) => groups.includes(name))
}
