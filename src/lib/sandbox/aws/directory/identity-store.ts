import {IdentityDirectory} from './identity-directory.js'

type Change = (directory: IdentityDirectory) => unknown

/**
 * The directory with its read lag: a write is there at once, and rules over what is unique hold at once, but readers see it
 * only when the lag is over.
 */
export class IdentityStore {
  readonly #written = new IdentityDirectory()
  readonly #now: () => Date
  #lagMs = 0
  /** What readers see while there is a lag. */
  #seen: IdentityDirectory | undefined
  #waiting: {readonly change: Change; readonly dueMs: number}[] = []

  constructor(now: () => Date) {
    this.#now = now
  }

  /** As it is, for whoever decides by it: the portal, and the sandbox's own pages. */
  get written(): IdentityDirectory {
    return this.#written
  }

  /** As the reading operations of both APIs see it. */
  get seen(): IdentityDirectory {
    const nowMs = this.#now().getTime()
    let due = 0
    for (const {change, dueMs} of this.#waiting) {
      if (dueMs > nowMs) break
      change(this.#seen ?? this.#written)
      due += 1
    }
    if (due > 0) this.#waiting = this.#waiting.slice(due)
    return this.#seen ?? this.#written
  }

  get lagMs(): number {
    return this.#lagMs
  }

  /** For writes from now on; 0 shows everything at once. */
  set lagMs(lagMs: number) {
    this.#lagMs = lagMs
    if (lagMs > 0) this.#seen ??= this.#written.copy()
    else [this.#seen, this.#waiting] = [undefined, []]
  }

  /** Whether names that differ in capitals only are one name, to those who write and to readers. */
  set foldsNames(isSo: boolean) {
    this.#written.foldsNames = isSo
    if (this.#seen !== undefined) this.#seen.foldsNames = isSo
  }

  /** Does `change`, which may look at nothing but what it is given: it is done again for the readers later. */
  write<T>(change: (directory: IdentityDirectory, at: Date) => T): T {
    const at = this.#now()
    const result = change(this.#written, at)
    if (this.#seen !== undefined)
      this.#waiting.push({
        change: (directory) => change(directory, at),
        dueMs: at.getTime() + this.#lagMs,
      })
    return result
  }
}
