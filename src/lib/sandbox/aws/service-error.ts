import type {JsonObject} from '../../shared/json.js'

/*
 * The errors AWS services answer with. The exception name travels in the `x-amzn-errortype` header (botocore needs it),
 * the OAuth words in the body.
 */

/** A refusal in the words of the service; thrown by a handler, rendered by serve.ts. */
export class ServiceError extends Error {
  readonly status: number
  /** The exception's name, e.g. `InvalidGrantException`; for STS the error code. */
  readonly exception: string
  readonly headers: Readonly<Record<string, string>>
  /** Further members of a JSON error, such as `ResourceId`. */
  readonly more: JsonObject

  constructor(
    status: number,
    exception: string,
    options: {
      readonly message: string
      readonly headers?: Readonly<Record<string, string>>
      readonly more?: JsonObject
    },
  ) {
    super(options.message)
    this.name = 'ServiceError'
    this.status = status
    this.exception = exception
    this.headers = options.headers ?? {}
    this.more = options.more ?? {}
  }
}

/** Every sso-oidc exception is a 400, save these two. */
const oidcStatus: Readonly<Record<string, number>> = {
  InvalidClientException: 401,
  InternalServerException: 500,
}

/** An sso-oidc refusal: `oidcError('InvalidGrant', '...')`. */
export function oidcError(name: string, message: string): ServiceError {
  const exception = `${name}Exception`
  return new ServiceError(oidcStatus[exception] ?? 400, exception, {message})
}

/** `InvalidGrantException` -> `invalid_grant`, the OAuth form in the body's `error`. */
export function oauthErrorOf(exception: string): string {
  const words = exception.replace(/Exception$/, '').replaceAll(/(?<=[a-z])(?=[A-Z])/g, '_')
  return words.toLowerCase()
}
