import {opaqueSecret} from '../../random.js'
import type {SeedToken} from '../../seed/seed-okta.js'

/** An API token (SSWS) as the org keeps it. */
export interface ApiToken {
  /** `00T...`, as the System Log names it. */
  readonly id: string
  readonly name: string
  /** The login of the admin whose rights it has. */
  readonly owner: string
  readonly value: string
  /** Thirty days without use end it. */
  readonly lastUsedAt: Date
  readonly revoked: boolean
}

const idleMs = 30 * 24 * 3_600_000

/** The API tokens of an org. */
export class ApiTokens {
  readonly #tokens: Map<string, ApiToken>

  constructor(seed: readonly SeedToken[], now: Date) {
    this.#tokens = new Map(
      seed.map(({name, owner, value = opaqueSecret('00', 30)}, index): [string, ApiToken] => {
        const id = `00T${String(index + 1).padStart(7, '0')}halyard0d7`
        return [value, {id, name, owner, value, lastUsedAt: now, revoked: false}]
      }),
    )
  }

  get all(): readonly ApiToken[] {
    return [...this.#tokens.values()]
  }

  /** The token with that text, used now; undefined when it is unknown, revoked or was not used for thirty days. */
  use(value: string, now: Date): ApiToken | undefined {
    const token = this.#tokens.get(value)
    if (token === undefined || token.revoked) return undefined
    if (now.getTime() - token.lastUsedAt.getTime() > idleMs) return undefined
    this.#tokens.set(value, {...token, lastUsedAt: now})
    return token
  }

  /** Ends the tokens with that name; returns how many there were. */
  revoke(name: string): number {
    const named = this.all.filter((token) => token.name === name && !token.revoked)
    for (const token of named) this.#tokens.set(token.value, {...token, revoked: true})
    return named.length
  }
}
