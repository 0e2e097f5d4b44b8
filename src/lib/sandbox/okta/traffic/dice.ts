/** Chance that can be repeated: the same seed and number always roll the same. */
export class Dice {
  #state: number

  constructor(seed: number, number: number) {
    // Two rounds part neighbouring numbers well enough for events.
    this.#state = Math.imul(seed ^ 0x9e3779b9, 0x85ebca6b) ^ Math.imul(number + 1, 0xc2b2ae35)
    this.next()
    this.next()
  }

  /** Between 0 and 1, 1 not included (mulberry32). */
  next(): number {
    this.#state = (this.#state + 0x6d2b79f5) | 0
    let mixed = Math.imul(this.#state ^ (this.#state >>> 15), 1 | this.#state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }

  below(limit: number): number {
    return Math.floor(this.next() * limit)
  }

  chance(part: number): boolean {
    return this.next() < part
  }

  pick<T>(from: readonly [T, ...T[]]): T {
    return from[this.below(from.length)] ?? from[0]
  }

  hex(digits: number): string {
    return Array.from({length: digits}, () => this.below(16).toString(16)).join('')
  }

  /** A random (version 4) uuid in form. */
  uuid(): string {
    const half = `${this.hex(8)}-${this.hex(4)}-4${this.hex(3)}`
    return `${half}-${this.pick(['8', '9', 'a', 'b'])}${this.hex(3)}-${this.hex(12)}`
  }
}
