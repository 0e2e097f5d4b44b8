/*
 * The Okta part of a seed: who may administer the org, which applications may ask for tokens, and the API tokens it was
 * given.
 */

/** An application of the org that asks for tokens. */
export interface SeedApp {
  /** Twenty characters beginning with `0oa`. */
  readonly clientId: string
  readonly name: string
  /** `service`: client_credentials with a signed assertion. `native`: a person, by PKCE or by a device code. */
  readonly type: 'service' | 'native'
  /** The okta.* scopes granted to it. */
  readonly scopes: readonly string[]
  /** A service app needs an admin role besides its scopes; without one every call is refused. */
  readonly adminRole: boolean
  /** Tokens only with a DPoP proof. */
  readonly dpop: boolean
  /** A service app's public key, PEM or JWK text; absent: the sandbox makes a pair and leaves the private key in the throw-away HOME. */
  readonly publicKey?: string
  /** A native app's, compared as they are, port included. */
  readonly redirectUris: readonly string[]
  /** Members may sign in to it; absent: everybody. */
  readonly groups?: readonly string[]
  /** How long a rotated refresh token stays good, so that a lost answer can be asked for again. */
  readonly refreshGraceMs: number
}

/** An API token (SSWS), with the rights of the admin who made it. */
export interface SeedToken {
  readonly name: string
  /** A login. */
  readonly owner: string
  /** Absent: made up anew in each run. */
  readonly value?: string
}

export const defaultScopes = [
  'okta.logs.read',
  'okta.users.read',
  'okta.groups.manage',
  'okta.eventHooks.manage',
] as const

export const defaultGraceMs = 30_000

const callbackPorts = [8765, 8766, 8767]

/** Loopback addresses with the ports a native app tries in turn: Okta compares redirect URIs with their port. */
export const defaultRedirectUris: readonly string[] = callbackPorts.map(
  (port) => `http://127.0.0.1:${port}/oauth/callback`,
)

/** What an org has unless its seed says otherwise: one app of each type. */
export const defaultApps: readonly SeedApp[] = [
  {
    clientId: '0oa1servicehalyard07',
    name: 'okta-ops service',
    type: 'service',
    scopes: [...defaultScopes, 'okta.workflows.invoke.manage'],
    adminRole: true,
    dpop: true,
    redirectUris: [],
    refreshGraceMs: defaultGraceMs,
  },
  {
    clientId: '0oa2nativehalyard0d7',
    name: 'okta-ops',
    type: 'native',
    scopes: defaultScopes,
    adminRole: false,
    dpop: false,
    redirectUris: defaultRedirectUris,
    refreshGraceMs: defaultGraceMs,
  },
]
