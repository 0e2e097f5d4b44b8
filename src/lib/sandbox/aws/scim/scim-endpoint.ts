import {ScimCounts} from './scim-counts.js'
import {defaultScimSettings, type ScimSettings} from './scim-settings.js'
import {TokenBucket} from './token-bucket.js'
import {Dice} from '../../okta/traffic/dice.js'
import {opaqueSecret} from '../../random.js'

/** A bearer token of the endpoint. */
export interface ScimToken {
  readonly value: string
  readonly issuedAt: Date
  readonly expiresAt: Date
}

const yearMs = 365 * 24 * 3_600_000
const mostTokens = 2

/** What the SCIM endpoint of the tenant keeps beside the directory. */
export class ScimEndpoint {
  /** The last part but two of its address. */
  readonly tenant = 'a4d7c1e9-0b52-4f1e-8c6d-5a4d7c1e90f2'
  readonly counts = new ScimCounts()
  settings: ScimSettings
  #tokens: readonly ScimToken[]
  readonly #bucket = new TokenBucket()
  #rolled = 0

  constructor({
    token,
    settings = {},
    now,
  }: {
    /** Absent: made up anew. */
    readonly token?: string | undefined
    readonly settings?: Partial<ScimSettings>
    readonly now: Date
  }) {
    this.settings = {...defaultScimSettings, ...settings}
    this.#tokens = []
    this.addToken(now, token)
  }

  /** Oldest first. */
  get tokens(): readonly ScimToken[] {
    return this.#tokens
  }

  /** Good for a year. Undefined where there are two already. */
  addToken(now: Date, value = opaqueSecret('sandbox-scim-')): ScimToken | undefined {
    if (this.#tokens.length >= mostTokens) return undefined
    const token = {value, issuedAt: now, expiresAt: new Date(now.getTime() + yearMs)}
    this.#tokens = [...this.#tokens, token]
    return token
  }

  /** From now on it opens nothing; it still counts as one of the two. */
  expireToken(value: string, now: Date): void {
    this.#tokens = this.#tokens.map((token) => (token.value === value ? {...token, expiresAt: now} : token))
  }

  deleteToken(value: string): void {
    this.#tokens = this.#tokens.filter((token) => token.value !== value)
  }

  opens(value: string, now: Date): boolean {
    return this.#tokens.some((token) => token.value === value && token.expiresAt > now)
  }

  /** Undefined when the request may pass, else in how many milliseconds one may again. */
  waitMs(nowMs: number): number | undefined {
    const {rate, burst} = this.settings
    return rate === undefined ? undefined : this.#bucket.take({rate, burst}, nowMs)
  }

  /** Whether something of that chance, 0 to 1, happens now. */
  happens(chance: number): boolean {
    return chance > 0 && this.dice().chance(chance)
  }

  /** The next roll: the same seed and the same requests in a row roll the same. */
  dice(): Dice {
    this.#rolled += 1
    return new Dice(this.settings.seed, this.#rolled)
  }
}
