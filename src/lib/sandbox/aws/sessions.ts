import {opaqueSecret} from '../random.js'
import type {Lifetimes} from '../seed/seed.js'

/** A person signed in through one client: what ends by itself, by logout, or by an administrator. */
export interface Session {
  readonly id: string
  readonly login: string
  readonly clientId: string
  readonly startedAt: Date
  /** After this no refresh is accepted. */
  readonly endsAt: Date
  /** Registered with scopes: short access tokens that can be refreshed. Without: one token for the whole session. */
  readonly refreshable: boolean
  readonly refreshes: number
}

export interface IssuedTokens {
  readonly accessToken: string
  readonly expiresIn: number
  readonly refreshToken: string | undefined
}

interface AccessToken {
  readonly sessionId: string
  readonly expiresAt: Date
}

/** Sessions with their access tokens and single-use refresh tokens. */
export class Sessions {
  readonly #sessions = new Map<string, Session>()
  readonly #accessTokens = new Map<string, AccessToken>()
  /** Refresh token -> session id. */
  readonly #refreshTokens = new Map<string, string>()

  get all(): readonly Session[] {
    return [...this.#sessions.values()]
  }

  start(who: Pick<Session, 'login' | 'clientId' | 'refreshable'>, now: Date, lifetimes: Lifetimes): Session {
    const session: Session = {
      ...who,
      id: opaqueSecret('ses', 9),
      startedAt: now,
      endsAt: new Date(now.getTime() + lifetimes.sessionMs),
      refreshes: 0,
    }
    this.#sessions.set(session.id, session)
    return session
  }

  issue(session: Session, now: Date, {tokenMs}: Lifetimes): IssuedTokens {
    const sessionLeftMs = session.endsAt.getTime() - now.getTime()
    const lifeMs = session.refreshable ? Math.min(tokenMs, sessionLeftMs) : sessionLeftMs
    const accessToken = opaqueSecret('sandbox-access-')
    this.#accessTokens.set(accessToken, {
      sessionId: session.id,
      expiresAt: new Date(now.getTime() + lifeMs),
    })
    const refreshToken = session.refreshable ? opaqueSecret('sandbox-refresh-') : undefined
    if (refreshToken !== undefined) this.#refreshTokens.set(refreshToken, session.id)
    return {accessToken, refreshToken, expiresIn: Math.max(0, Math.floor(lifeMs / 1000))}
  }

  /** Uses the refresh token up and returns its session when it is still open. */
  takeRefreshToken(refreshToken: string, clientId: string, now: Date): Session | undefined {
    const session = this.#sessions.get(this.#refreshTokens.get(refreshToken) ?? '')
    if (session?.clientId !== clientId) return undefined
    this.#refreshTokens.delete(refreshToken)
    if (session.endsAt <= now) return undefined
    const refreshed = {...session, refreshes: session.refreshes + 1}
    this.#sessions.set(session.id, refreshed)
    return refreshed
  }

  /** The session an access token opens now. */
  ofAccessToken(accessToken: string, now: Date): Session | undefined {
    const token = this.#accessTokens.get(accessToken)
    if (token === undefined || token.expiresAt <= now) return undefined
    return this.#sessions.get(token.sessionId)
  }

  /** Ends sessions: their tokens open nothing and refresh nothing from now on. Returns how many ended. */
  end(which: (session: Session) => boolean): number {
    const ended = this.all.filter(which)
    for (const session of ended) this.#sessions.delete(session.id)
    return ended.length
  }

  /** Access tokens end at once; refresh tokens stay good. Returns how many ended. */
  expireAccessTokens(which: (session: Session) => boolean, now: Date): number {
    const live = [...this.#accessTokens].filter(([, token]) => {
      const session = this.#sessions.get(token.sessionId)
      return session !== undefined && token.expiresAt > now && which(session)
    })
    for (const [text, token] of live) this.#accessTokens.set(text, {...token, expiresAt: now})
    return live.length
  }
}
