/** What an access token opens, as the door needs it. */
export interface AccessGrant {
  readonly clientId: string
  /** The Okta user id; undefined for an app of its own. */
  readonly userId: string | undefined
  readonly scopes: readonly string[]
  /** The thumbprint of the key it is bound to (RFC 9449). */
  readonly jkt: string | undefined
}

/** One thing the authorization server keeps: a session, a code, a token. */
export interface Stored {
  readonly payload: StoredPayload
  readonly expiresAt: Date
}

/** The members that are looked at outside oidc-provider; it keeps more in them. */
export interface StoredPayload {
  readonly accountId?: string | undefined
  readonly clientId?: string | undefined
  readonly scope?: string | undefined
  readonly jkt?: string | undefined
  readonly grantId?: string | undefined
  readonly userCode?: string | undefined
  readonly uid?: string | undefined
  readonly consumed?: number | undefined
  readonly [member: string]: unknown
}

/** Everything one authorization server remembers, by kind (`AccessToken`, `RefreshToken`, ...) and id. */
export class Issued {
  readonly #kinds = new Map<string, Map<string, Stored>>()

  of(kind: string): Map<string, Stored> {
    const known = this.#kinds.get(kind) ?? new Map<string, Stored>()
    this.#kinds.set(kind, known)
    return known
  }

  /** What `accessToken` opens now. */
  accessGrant(accessToken: string, now: Date): AccessGrant | undefined {
    const stored = this.of('AccessToken').get(accessToken) ?? this.of('ClientCredentials').get(accessToken)
    if (stored === undefined || stored.expiresAt <= now) return undefined
    const {clientId = '', accountId, scope = '', jkt} = stored.payload
    return {clientId, userId: accountId, scopes: scope.split(' ').filter(Boolean), jkt}
  }

  /** Ends what `which` chooses among the kinds named; returns how many there were. */
  end(kinds: readonly string[], which: (payload: StoredPayload) => boolean): number {
    let ended = 0
    for (const entries of kinds.map((kind) => this.of(kind))) {
      for (const [id, {payload}] of entries) {
        if (!which(payload)) continue
        entries.delete(id)
        ended += 1
      }
    }
    return ended
  }
}
