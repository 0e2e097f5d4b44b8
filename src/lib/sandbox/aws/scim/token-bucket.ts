/** Lets `burst` requests pass at once, and `rate` a second after that. */
export class TokenBucket {
  #level: number | undefined
  #atMs = 0

  /** Takes one: undefined when there was one, else in how many milliseconds there will be. A refused request takes nothing. */
  take({rate, burst}: {readonly rate: number; readonly burst: number}, nowMs: number): number | undefined {
    const refilled = (this.#level ?? burst) + (Math.max(0, nowMs - this.#atMs) * rate) / 1000
    this.#level = Math.min(burst, refilled)
    this.#atMs = nowMs
    if (this.#level < 1) return ((1 - this.#level) * 1000) / rate
    this.#level -= 1
    return undefined
  }
}
