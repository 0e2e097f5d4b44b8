/** The exit code of each kind of failure (docs/errors.md); success is 0. */
export const exitCodes = {
  failure: 1,
  usage: 2,
  unmet: 3,
  signedOut: 4,
  denied: 5,
  unavailable: 6,
  unknown: 7,
  stillRunning: 8,
  refused: 9,
  alarm: 10,
  /** `exec` only: the command is there but cannot be started, and it is not there. */
  cannotRun: 126,
  commandNotFound: 127,
  interrupted: 130,
  /** By SIGTERM. What follows until it is stopped ends with 0. */
  terminated: 143,
} as const

export type Failure = keyof typeof exitCodes

/** Every code an OpsError may carry; scripts may rely on them (docs/errors.md). */
export type OpsCode =
  | 'OPS_USAGE'
  | 'OPS_COMMAND_NOT_FOUND'
  | 'OPS_BUG'
  | 'OPS_INTERRUPTED'
  | 'OPS_NO_TERMINAL'
  | 'OPS_HOME_MISSING'
  | 'OPS_FILE_UNREADABLE'
  | 'OPS_FILE_UNWRITABLE'
  | 'OPS_DISK_FULL'
  | 'OPS_LOCK_TIMEOUT'
  | 'OPS_LOCK_LOST'
  | 'OPS_CONFIG_BROKEN'
  | 'OPS_CONFIG_CHANGED'
  | 'OPS_CONFIG_GUARD'
  | 'OPS_YAML'
  | 'OPS_PROFILE_NOT_FOUND'
  | 'OPS_PROFILE_INCOMPLETE'
  | 'OPS_SESSION_NOT_FOUND'
  | 'OPS_CHAIN'
  | 'OPS_NAME_UNSAFE'
  | 'OPS_START_URL'
  | 'OPS_CLEAR_TEXT'
  | 'OPS_SIGNED_OUT'
  | 'OPS_SESSION_SHORT'
  | 'OPS_ACCESS_DENIED'
  | 'OPS_LOGIN_DENIED'
  | 'OPS_LOGIN_EXPIRED'
  | 'OPS_CALLBACK_PORT'
  | 'OPS_CACHE_BROKEN'
  | 'OPS_NO_CREDENTIALS'
  | 'OPS_CREDENTIAL_PROCESS'
  | 'OPS_NETWORK'
  | 'OPS_TLS'
  | 'OPS_PROXY'
  | 'OPS_THROTTLED'
  | 'OPS_SERVICE'
  | 'OPS_BAD_ANSWER'
  | 'OPS_REQUEST_REJECTED'
  | 'OPS_SANDBOX'
  | 'OPS_EXEC'
  | 'OPS_ORG_NOT_FOUND'
  | 'OPS_ORG_URL'
  | 'OPS_ORG_CONFIG'
  | 'OPS_OAUTH'
  | 'OPS_PRIVATE_KEY'
  | 'OPS_SECRET'
  | 'OPS_KEYCHAIN'
  | 'OPS_STORE'
  | 'OPS_BREAKER_OPEN'
  | 'OPS_FILTER'
  | 'OPS_TEMPLATE'
  | 'OPS_TIME'
  | 'OPS_LOG_CURSOR'
  | 'OPS_CHECKPOINT'
  | 'OPS_SINK'
  | 'OPS_FLOW_NOT_FOUND'
  | 'OPS_FLOW_CONFIG'
  | 'OPS_FLOW_INPUT'
  | 'OPS_FLOW_FAILED'
  | 'OPS_FLOW_REFUSED'
  | 'OPS_FLOW_UNKNOWN'
  | 'OPS_FLOW_RUNNING'
  | 'OPS_FLOW_TWICE'
  | 'OPS_RUN_NOT_FOUND'
  | 'OPS_BATCH_BEGUN'
  | 'OPS_DEAD_LETTER'
  | 'OPS_HOOK'
  | 'OPS_SCIM'
  | 'OPS_SCIM_CONFIG'
  | 'OPS_PLAN'
  | 'OPS_GUARD'

export interface OpsErrorOptions {
  /** Fixes the exit code; `failure` (1) unless said. */
  readonly failure?: Failure
  /** One command the person can run next, ready to paste. */
  readonly next?: string
  readonly cause?: unknown
}

/** A failure a person can act on: what happened, and the one command to run next. */
export class OpsError extends Error {
  readonly code: OpsCode
  readonly failure: Failure
  readonly next: string | undefined

  /** By name: the credential helper is built as several files, each with its own copy of this class. */
  static override [Symbol.hasInstance](value: unknown): value is OpsError {
    return value instanceof Error && value.name === 'OpsError' && 'code' in value
  }

  constructor(code: OpsCode, message: string, options: OpsErrorOptions = {}) {
    super(message, {cause: options.cause})
    this.name = 'OpsError'
    this.code = code
    this.failure = options.failure ?? 'failure'
    this.next = options.next
  }
}

/** The `code` Node's own errors carry (`ENOENT`, `ECONNREFUSED`, ...), or undefined. */
export function systemErrorCode(error: unknown): string | undefined {
  const code = error instanceof Error ? (error as NodeJS.ErrnoException).code : undefined
  return typeof code === 'string' ? code : undefined
}
