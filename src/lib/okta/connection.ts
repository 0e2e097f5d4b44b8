import type {OktaPatience} from '../ports/okta-api.js'

/** How an org is told who calls. Secrets are values here, resolved by whoever made the connection; nothing below looks for any. */
export type OrgAuth =
  /** `Authorization: SSWS ...`, with the rights of the admin who made the token. */
  {readonly kind: 'api-token'; readonly token: string} | ServiceAppAuth | PersonAuth

/** An API service app: client_credentials with private_key_jwt, on the org's own authorization server. */
export interface ServiceAppAuth {
  readonly kind: 'service-app'
  readonly clientId: string
  /** PEM (PKCS#1, PKCS#8 or SEC 1) or the text of a private JWK. */
  readonly privateKey: string
  /** Goes into the assertion's header; needed when the app has several keys and the JWK names none. */
  readonly keyId?: string
  readonly scopes: readonly string[]
  readonly dpop: DpopWish
}

/** Somebody who signs in with a browser through a native app: authorization code with PKCE, or a device code. */
export interface PersonAuth {
  readonly kind: 'person'
  readonly clientId: string
  /** The okta.* scopes; those that a sign-in needs are added. */
  readonly scopes: readonly string[]
}

/** Tokens bound to a key: `auto` takes what the org gives. */
export type DpopWish = 'auto' | 'always' | 'never'

/** An org and the way in. */
export interface OrgConnection {
  /** As in `--org NAME`; undefined for one that only flags or the environment describe. */
  readonly name: string | undefined
  /** `https://HOST`, without a slash at the end; http only on loopback. */
  readonly orgUrl: string
  readonly auth: OrgAuth
  /** How much of each of the org's rate-limit buckets all okta-ops processes of this machine may use: 0 to 1, half unless said. */
  readonly rateShare?: number
  readonly patience?: OktaPatience
}

/** A connection through which somebody signs in. */
export type PersonConnection = OrgConnection & {readonly auth: PersonAuth}
