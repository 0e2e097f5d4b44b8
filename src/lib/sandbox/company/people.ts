import type {JsonObject} from '../../shared/json.js'

/** Where an Okta user is in their life. Only ACTIVE ones sign in. */
export type UserStatus =
  | 'STAGED'
  | 'PROVISIONED'
  | 'ACTIVE'
  | 'RECOVERY'
  | 'PASSWORD_EXPIRED'
  | 'LOCKED_OUT'
  | 'SUSPENDED'
  | 'DEPROVISIONED'

/** A person, as Okta knows them. `id` is the shape of an Okta user id. */
export interface User {
  readonly id: string
  readonly login: string
  readonly name: string
  readonly password: string
  readonly status: UserStatus
  /** Whether the status lets them sign in. */
  readonly active: boolean
  /** What else the profile holds, such as `department`; firstName, lastName and email are always there. */
  readonly profile: JsonObject
  readonly createdAt: Date
  readonly activatedAt: Date | undefined
  readonly statusChangedAt: Date
  readonly lastLoginAt: Date | undefined
  readonly lastUpdatedAt: Date
}

/** Only an OKTA_GROUP has members and a name that the API may change. */
export type GroupType = 'OKTA_GROUP' | 'APP_GROUP' | 'BUILT_IN'

export interface Group {
  readonly id: string
  readonly name: string
  readonly description: string
  readonly type: GroupType
  /** Logins, in the order they joined. */
  readonly members: readonly string[]
  readonly createdAt: Date
  readonly lastUpdatedAt: Date
  readonly lastMembershipUpdatedAt: Date
}

export interface NewUser {
  readonly login: string
  readonly status: UserStatus
  readonly password: string
  readonly profile: JsonObject
}

export interface NewGroup {
  readonly name: string
  readonly description: string
  readonly type?: GroupType
}

/** Thrown when an action names something the company does not have; its message is for people. */
export class NoSuchThing extends Error {
  override readonly name = 'NoSuchThing'
}

/** `3` -> `00u0000003halyard0d7`: twenty characters, as Okta's ids. */
export function oktaId(prefix: string, number: number): string {
  return `${prefix}${String(number).padStart(7, '0')}halyard0d7`
}
