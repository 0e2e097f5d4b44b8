/** One thing that must be right for an org to be used. */
export interface CheckLine {
  readonly what: CheckSubject
  /** `warned`: it works, and something about it is worth knowing. */
  readonly state: 'ok' | 'warned' | 'failed' | 'skipped'
  readonly words: string
  /** The command that mends it. */
  readonly next?: string
  /** Of a failure. */
  readonly code?: string
}

export type CheckSubject =
  | 'configuration'
  | 'address'
  | 'secret'
  | 'network'
  | 'clock'
  | 'token'
  | 'rights'
  | 'system log'
  | 'rate limit'
