/** Who calls the org's API, once the Authorization header was believed. */
export interface OktaCaller {
  /** An API token, an API service app, or a person through an app. */
  readonly kind: 'token' | 'app' | 'person'
  /** The API token's id, or the client id. */
  readonly id: string
  /** The acting user: the token's owner, or the person. */
  readonly userId?: string
  /** OAuth scopes; undefined for an API token, which has its owner's rights. */
  readonly scopes?: readonly string[]
  /** Whether an admin role covers the call; without one Okta answers 403 even where the scope is there. */
  readonly isAdmin: boolean
}
