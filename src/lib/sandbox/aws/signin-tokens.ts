import type {RoleKeys} from './role-keys.js'
import {opaqueSecret} from '../random.js'

/** What a sign-in token opens: the console as this identity. */
export interface ConsoleSession {
  readonly keys: RoleKeys
  readonly expiresAt: Date
}

const signinTokenMs = 900_000

/** Sign-in tokens of the federation endpoint, each good for fifteen minutes. */
export class SigninTokens {
  readonly #tokens = new Map<string, ConsoleSession>()

  issue(keys: RoleKeys, now: Date): string {
    const token = opaqueSecret('sandbox-signin-', 96)
    this.#tokens.set(token, {keys, expiresAt: new Date(now.getTime() + signinTokenMs)})
    return token
  }

  find(token: string, now: Date): ConsoleSession | undefined {
    const session = this.#tokens.get(token)
    return session !== undefined && session.expiresAt > now ? session : undefined
  }
}
