import type * as providers from '@aws-sdk/credential-providers'
import {OpsError, type OpsCode} from '../../shared/errors.js'
import {visibleText} from '../../shared/visible-text.js'
import type {CredentialOrigin, Credentials} from './credentials.js'

type Providers = typeof providers

/** Credentials in the AWS SDK's own shape. */
export interface SdkIdentity {
  readonly accessKeyId: string
  readonly secretAccessKey: string
  readonly sessionToken?: string
  readonly expiration?: Date
  readonly accountId?: string
}

/** Who is asked, in the words of an error. */
export interface AskedPlace {
  readonly origin: CredentialOrigin
  /** As in "the container's endpoint": it gives no credentials. */
  readonly called: string
  /** OPS_NO_CREDENTIALS unless said. */
  readonly code?: OpsCode
  readonly next?: string
  /** Turns the provider's words into ones that may be shown; its first line unless said. */
  readonly explain?: (message: string) => string
}

/** Where the SDK's providers say their piece instead of on the console. */
export const silentLogger = {
  debug: (): void => undefined,
  info: (): void => undefined,
  warn: (): void => undefined,
  error: (): void => undefined,
}

/**
 * Asks one of the SDK's credential providers, loading the package only now.
 * @throws OpsError with the place's code when it gives none; an OpsError from inside passes through
 */
export async function askProvider(
  place: AskedPlace,
  choose: (providers: Providers) => () => Promise<SdkIdentity>,
): Promise<Credentials> {
  try {
    const provide = choose(await import('@aws-sdk/credential-providers'))
    return fromIdentity(await provide(), place.origin)
  } catch (error) {
    if (error instanceof OpsError) throw error
    const explain = place.explain ?? firstLine
    const told = error instanceof Error ? explain(error.message) : typeof error
    throw new OpsError(place.code ?? 'OPS_NO_CREDENTIALS', `${place.called} gives no credentials: ${told}`, {
      cause: error,
      ...(place.next === undefined ? {} : {next: place.next}),
    })
  }
}

/** The SDK's shape of credentials in ours. */
export function fromIdentity(identity: SdkIdentity, origin: CredentialOrigin): Credentials {
  const {accessKeyId, secretAccessKey, sessionToken, expiration, accountId} = identity
  return {
    accessKeyId,
    secretAccessKey,
    ...(sessionToken ? {sessionToken} : {}),
    ...(expiration === undefined ? {} : {expiresAt: expiration}),
    ...(accountId === undefined ? {} : {accountId}),
    origin,
  }
}

function firstLine(message: string): string {
  return visibleText(message.split('\n')[0] ?? '').slice(0, 200)
}
