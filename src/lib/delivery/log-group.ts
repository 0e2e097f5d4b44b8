/** One event for a log group. */
export interface GroupEvent {
  /** Milliseconds since 1970. */
  readonly timestamp: number
  readonly message: string
}

/** What a log group did not take although it answered: indexes into what was sent. */
export interface GroupRefusals {
  readonly refused: readonly {readonly index: number; readonly reason: string}[]
}

/** A stream of a CloudWatch log group. */
export interface LogGroup {
  /** `cloudwatch:GROUP (STREAM)`. */
  readonly label: string
  /** Makes group and stream where they are missing. */
  readonly prepare: (signal?: AbortSignal) => Promise<void>
  /**
   * @param events sorted by time, within the limits of PutLogEvents
   * @throws PassingFailure for what another try may mend, OpsError for the rest
   */
  readonly put: (events: readonly GroupEvent[], signal?: AbortSignal) => Promise<GroupRefusals>
}
