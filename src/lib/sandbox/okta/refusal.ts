import {randomBytes} from 'node:crypto'

/*
 * The errors of Okta's API: a status, a code that programs may decide by, and words for people.
 * https://developer.okta.com/docs/reference/error-codes
 */

export interface RefusalDetails {
  readonly causes?: readonly string[]
  readonly headers?: Readonly<Record<string, string>>
  /** As some errors of the System Log are: code, summary and id alone. */
  readonly bare?: boolean
}

/** A refusal in Okta's words; thrown by a handler, rendered by api/serve.ts. */
export class OktaRefusal extends Error {
  readonly status: number
  readonly errorCode: string
  readonly details: RefusalDetails

  constructor(status: number, errorCode: string, {summary, ...details}: RefusalDetails & {summary: string}) {
    super(summary)
    this.name = 'OktaRefusal'
    this.status = status
    this.errorCode = errorCode
    this.details = details
  }
}

/** The body of a refusal. */
export function refusalBody({errorCode, message, details: {causes = [], bare = false}}: OktaRefusal): object {
  const errorId = `oae${randomBytes(12).toString('base64url')}`
  if (bare) return {errorCode, errorSummary: message, errorId}
  return {
    errorCode,
    errorSummary: message,
    errorLink: errorCode,
    errorId,
    errorCauses: causes.map((errorSummary) => ({errorSummary})),
  }
}

/** 400 E0000001: what is wrong with which field. */
export function invalid(field: string, ...causes: readonly string[]): OktaRefusal {
  return new OktaRefusal(400, 'E0000001', {
    summary: `Api validation failed: ${field}`,
    causes: causes.map((cause) => `${field}: ${cause}`),
  })
}

/** 400 E0000003: the body is no JSON object. */
export function malformedBody(): OktaRefusal {
  return new OktaRefusal(400, 'E0000003', {summary: 'The request body was not well-formed.'})
}

/** 401 E0000011: the token opens nothing (unknown, expired, revoked, or its owner is gone). */
export function invalidToken(): OktaRefusal {
  return new OktaRefusal(401, 'E0000011', {summary: 'Invalid token provided'})
}

/** 401 E0000004: no Authorization header that could be read. */
export function authenticationFailed(): OktaRefusal {
  return new OktaRefusal(401, 'E0000004', {summary: 'Authentication failed'})
}

/** 403 E0000006 */
export function notPermitted(headers: Readonly<Record<string, string>> = {}): OktaRefusal {
  return new OktaRefusal(403, 'E0000006', {
    summary: 'You do not have permission to perform the requested action',
    headers,
  })
}

/** 404 E0000007, e.g. `notFound('00u...', 'User')`. */
export function notFound(id: string, kind: string): OktaRefusal {
  return new OktaRefusal(404, 'E0000007', {summary: `Not found: Resource not found: ${id} (${kind})`})
}

/** 405 E0000022, also for a path that Okta has and the sandbox does not play. */
export function notSupported(): OktaRefusal {
  return new OktaRefusal(405, 'E0000022', {
    summary: 'The endpoint does not support the provided HTTP method',
  })
}

/** 429 E0000047; the headers say of which kind. */
export function tooManyRequests(headers: Readonly<Record<string, string>>): OktaRefusal {
  return new OktaRefusal(429, 'E0000047', {
    summary: 'API call exceeded rate limit due to too many requests.',
    headers,
  })
}

/** 500 E0000009 */
export function internalError(status = 500): OktaRefusal {
  return new OktaRefusal(status, 'E0000009', {summary: 'Internal Server Error'})
}

/** 500 E0000009: the query ran into the server's own 30 seconds. */
export function queryTimeout(): OktaRefusal {
  return new OktaRefusal(500, 'E0000009', {
    bare: true,
    summary:
      "Your last request took too long to complete. This is likely due to a load issue on our side. We've logged this and will work to address it. Please either simplify your query or wait a few minutes and try again.",
  })
}
