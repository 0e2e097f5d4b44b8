import {OpsError} from '../../shared/errors.js'

/** The cause of an OpsError that explains an OAuth refusal; for what must go on after some of them. */
export class OauthRefused extends Error {
  /** As the server wrote it (RFC 6749, 5.2): compare it, do not print it. */
  readonly error: string
  readonly status: number

  constructor(error: string, status: number) {
    super(error)
    this.name = 'OauthRefused'
    this.error = error
    this.status = status
  }
}

/** The `error` of the OAuth refusal that an OpsError explains; undefined for any other failure. */
export function refusedWith(error: unknown): string | undefined {
  const cause = error instanceof OpsError ? error.cause : undefined
  return cause instanceof OauthRefused ? cause.error : undefined
}
