import type {OktaWait} from './okta-api.js'

/** A person in Okta, as far as membership matters. */
export interface OktaPerson {
  /** `00u...` */
  readonly id: string
  /** `profile.login` */
  readonly login: string
  /** As Okta says it: `ACTIVE`, `SUSPENDED`, `DEPROVISIONED`, ... */
  readonly status: string
}

/** A group in Okta without its members. */
export interface OktaGroupHead {
  /** `00g...` */
  readonly id: string
  /** `profile.name` */
  readonly name: string
  /** Only an `OKTA_GROUP` can be changed by hand. */
  readonly type: 'OKTA_GROUP' | 'APP_GROUP' | 'BUILT_IN'
  /** Of the last change of membership, by the org's clock. */
  readonly lastMembershipUpdated: Date | undefined
}

export interface DirectoryReadOptions {
  readonly signal?: AbortSignal | undefined
  readonly onWait?: ((wait: OktaWait) => void) | undefined
}

/**
 * Groups and people of one org, read page by page to the end (developer.okta.com, Groups API and Users API). A page that fails
 * throws: a list that is returned is whole.
 */
export interface OktaDirectory {
  readonly orgUrl: string
  /** Groups whose name begins with `prefix` (all where it is empty), in the order of their ids. Search at Okta lags behind by seconds. */
  readonly groups: (prefix: string, options?: DirectoryReadOptions) => Promise<readonly OktaGroupHead[]>
  /** By id, which does not lag; undefined when there is none. */
  readonly group: (id: string, options?: DirectoryReadOptions) => Promise<OktaGroupHead | undefined>
  /** Everybody in the group, whatever the status, in the order of their ids. */
  readonly members: (groupId: string, options?: DirectoryReadOptions) => Promise<readonly OktaPerson[]>
  /** The groups of one person; undefined when there is no such person. */
  readonly groupsOf: (
    userId: string,
    options?: DirectoryReadOptions,
  ) => Promise<readonly OktaGroupHead[] | undefined>
  /** By id or login; undefined when there is none. */
  readonly person: (idOrLogin: string, options?: DirectoryReadOptions) => Promise<OktaPerson | undefined>
}
