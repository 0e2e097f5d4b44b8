import {randomUUID} from 'node:crypto'
import {IdentityConflict, IdentityMissing} from '../directory/records.js'

const errorSchema = 'urn:ietf:params:scim:api:messages:2.0:Error'

/** The one sentence AWS has for whatever it does not like about a request. */
const badRequest = 'Request is unparsable, syntactically incorrect, or violates schema.'

/** A request the endpoint does not grant. */
export class ScimRefusal extends Error {
  override readonly name = 'ScimRefusal'
  readonly status: number
  readonly headers: Readonly<Record<string, string>>

  constructor(status: number, detail: string, headers: Readonly<Record<string, string>> = {}) {
    super(detail)
    this.status = status
    this.headers = headers
  }
}

/** 400; the endpoint never says which rule was broken. */
export function invalid(): ScimRefusal {
  return new ScimRefusal(400, badRequest)
}

export function notFound(): ScimRefusal {
  return new ScimRefusal(404, 'Resource not found.')
}

/** `retryAfterS` undefined: as AWS does as far as anybody has seen, without the header. */
export function throttled(retryAfterS?: number): ScimRefusal {
  const headers: Record<string, string> =
    retryAfterS === undefined ? {} : {'retry-after': String(retryAfterS)}
  return new ScimRefusal(429, 'Request rate exceeded. Try again later.', headers)
}

/** What the directory says no to, in the endpoint's words; anything else is thrown on. */
export function refusalOf(error: unknown): ScimRefusal {
  if (error instanceof ScimRefusal) return error
  if (error instanceof IdentityMissing) return notFound()
  if (error instanceof IdentityConflict)
    return new ScimRefusal(409, 'Refused to create a new, duplicate resource.')
  throw error
}

/** Both spellings of the schema, the status as text, a time without a zone: as AWS writes it. */
export function refusalBody({status, message}: ScimRefusal, at: Date): object {
  return {
    schema: [errorSchema],
    schemas: [errorSchema],
    detail: message,
    status: String(status),
    exceptionRequestId: randomUUID(),
    timeStamp: at.toISOString().replace('T', ' ').replace('Z', ''),
  }
}
