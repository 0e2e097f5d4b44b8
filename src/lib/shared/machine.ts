/** The process environment, as a value: nothing below the composition root reads `process.env`. */
export type Environment = Readonly<Record<string, string | undefined>>

/**
 * Everything a function may not take out of thin air: the environment, the clock, chance and a voice for `--verbose`.
 * The composition root (lib/cli/context.ts) and the credential helper make a real one; tests make theirs.
 */
export interface Machine {
  readonly env: Environment
  readonly platform: NodeJS.Platform
  /** Wall-clock time; what files and services compare their dates with. */
  readonly now: () => Date
  /** Milliseconds on a clock that never jumps; for deadlines within one process. */
  readonly monotonicMs: () => number
  /** Resolves after `ms`; rejects with the signal's reason when it is aborted first. */
  readonly sleep: (ms: number, signal?: AbortSignal) => Promise<void>
  readonly randomBytes: (size: number) => Uint8Array
  /** One line for `--verbose`, on stderr. It must already be free of secrets. */
  readonly debug: (line: string) => void
}
