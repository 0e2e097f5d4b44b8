/** A user of IAM Identity Center. */
export interface AwsUser {
  /** Identity Center's own id, up to 47 characters. */
  readonly id: string
  readonly userName: string
  /** What the identity provider calls the user: Okta's id (`00u...`) where Okta provisions. */
  readonly externalId: string | undefined
  /** Undefined where the way of reading does not tell. */
  readonly active: boolean | undefined
}

/** A group of IAM Identity Center; its members are asked for apart, since group reads never carry them. */
export interface AwsGroup {
  readonly id: string
  readonly displayName: string
  /** Okta's id of the group (`00g...`) where Okta or this program linked it. */
  readonly externalId: string | undefined
}

/** What was read, and whether that is all there is: from a part nothing may be removed. */
export interface Listing<T> {
  readonly items: readonly T[]
  /** False where the service cuts lists off (the old generation of the SCIM endpoint: 50, no paging). */
  readonly complete: boolean
}

export interface AwsReadOptions {
  readonly signal?: AbortSignal | undefined
}

/**
 * IAM Identity Center's users, groups and memberships, read page by page to the end, paced and patient. Two ways exist: the SCIM
 * endpoint with its token, and the Identity Store API with AWS credentials. What fails throws.
 */
export interface AwsDirectory {
  readonly via: 'scim' | 'identity-store'
  readonly groups: (options?: AwsReadOptions) => Promise<Listing<AwsGroup>>
  readonly users: (options?: AwsReadOptions) => Promise<Listing<AwsUser>>
  readonly members: (groupId: string, options?: AwsReadOptions) => Promise<Listing<AwsUser>>
  /** Exact matches only, by one attribute; undefined when there is none. */
  readonly findGroup: (
    by: {readonly id: string} | {readonly externalId: string} | {readonly displayName: string},
    options?: AwsReadOptions,
  ) => Promise<AwsGroup | undefined>
  readonly findUser: (
    by: {readonly id: string} | {readonly externalId: string} | {readonly userName: string},
    options?: AwsReadOptions,
  ) => Promise<AwsUser | undefined>
  /** Whether the user is in the group, now. */
  readonly isMember: (
    pair: {readonly groupId: string; readonly userId: string},
    options?: AwsReadOptions,
  ) => Promise<boolean>
  /** Requests made so far, for `--explain` and progress. */
  readonly calls: () => number
}
