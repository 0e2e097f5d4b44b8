import type {KeyPath} from './rule.js'

/** What is odd about one place of a rules file. */
export interface Finding {
  /** An `error` can never be meant; a `warning` may be right all the same; a `note` is only worth knowing. */
  readonly level: 'error' | 'warning' | 'note'
  readonly rule: string
  readonly line: number
  readonly column: number
  readonly message: string
}

/** Something odd, with the path of keys within the rule that it belongs to. */
export interface Oddity {
  readonly level: Finding['level']
  readonly at: KeyPath
  readonly message: string
}
