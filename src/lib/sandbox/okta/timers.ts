/** Things that happen some time later, unless the sandbox ends before. */
export class Timers {
  readonly #waiting = new Set<NodeJS.Timeout>()

  after(ms: number, happen: () => void): void {
    const timer = setTimeout(() => {
      this.#waiting.delete(timer)
      happen()
    }, ms)
    this.#waiting.add(timer)
  }

  stop(): void {
    for (const timer of this.#waiting) clearTimeout(timer)
    this.#waiting.clear()
  }
}
