/** Things by id in the order of their numbers, readable page by page without a walk over those before. */
export class Shelf<T extends {readonly number: number}> {
  readonly #items: Map<string, T>
  #list: readonly T[] | undefined

  constructor(items: Iterable<readonly [string, T]> = []) {
    this.#items = new Map(items)
  }

  get size(): number {
    return this.#items.size
  }

  /** In the order in which they were made. */
  get all(): readonly T[] {
    return (this.#list ??= [...this.#items.values()])
  }

  get(id: string): T | undefined {
    return this.#items.get(id)
  }

  has(id: string): boolean {
    return this.#items.has(id)
  }

  /** A new id comes last; a known one keeps its place, and must keep its number. */
  put(id: string, item: T): void {
    this.#items.set(id, item)
    this.#list = undefined
  }

  delete(id: string): boolean {
    this.#list = undefined
    return this.#items.delete(id)
  }

  /** At most `count` of those with a number above `after`. */
  page(after: number, count: number): {readonly items: readonly T[]; readonly isLast: boolean} {
    const {all} = this
    let [low, high] = [0, all.length]
    while (low < high) {
      const middle = (low + high) >>> 1
      if ((all[middle]?.number ?? Infinity) <= after) low = middle + 1
      else high = middle
    }
    return {items: all.slice(low, low + count), isLast: low + count >= all.length}
  }

  copy(): Shelf<T> {
    return new Shelf(this.#items)
  }
}
