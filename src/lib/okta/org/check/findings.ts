import {OpsError} from '../../../shared/errors.js'
import type {CheckLine, CheckSubject} from './check-line.js'

/** What a step of the check is about, and what it needs to have gone well. */
interface Step<T> {
  readonly what: CheckSubject
  readonly look: () => Promise<Looked<T>> | Looked<T>
}

/** What a step found. */
export interface Looked<T> {
  readonly value: T
  readonly line: Omit<CheckLine, 'what'>
}

/** The lines of a check so far, and its first failure. */
export class Findings {
  readonly lines: CheckLine[] = []
  failure: OpsError | undefined
  readonly #onLine: (line: CheckLine) => void

  constructor(onLine: (line: CheckLine) => void) {
    this.#onLine = onLine
  }

  /** Looks at something; what is wrong with it becomes a line, and undefined the answer. A bug is thrown. */
  async step<T>({what, look}: Step<T>): Promise<T | undefined> {
    try {
      const {value, line} = await look()
      this.#add({what, ...line})
      return value
    } catch (error) {
      if (!(error instanceof OpsError) || error.failure === 'interrupted') throw error
      const {message, next, code} = error
      this.failure ??= error
      this.#add({what, state: 'failed', words: message, code, ...(next === undefined ? {} : {next})})
      return undefined
    }
  }

  /** What cannot be looked at, since something before it failed. */
  skip(...subjects: readonly CheckSubject[]): void {
    for (const what of subjects)
      this.#add({what, state: 'skipped', words: 'not looked at: something before it failed'})
  }

  #add(line: CheckLine): void {
    this.lines.push(line)
    this.#onLine(line)
  }
}
