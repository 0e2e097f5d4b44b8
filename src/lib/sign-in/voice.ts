/** How a sign-in talks to the person: lines for stderr. The command gives one; a test collects. */
export interface Voice {
  readonly say: (line?: string) => void
  /** Something is off but goes on; kept in the JSON envelope too. */
  readonly warn: (line: string) => void
}
