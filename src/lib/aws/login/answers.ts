import {OpsError} from '../../shared/errors.js'
import {visibleText} from '../../shared/visible-text.js'

/*
 * What the OIDC service's answers mean (OIDC API Reference: CreateToken, StartDeviceAuthorization, RegisterClient).
 * Pure: a request elsewhere, a judgement here. An answer without what it must have is OPS_BAD_ANSWER, never a broken
 * cache file.
 */

/** A token as granted, before it is put together with the session it belongs to. */
export interface GrantedToken {
  readonly accessToken: string
  readonly expiresAt: Date
  readonly refreshToken: string | undefined
}

/** A device code that waits for approval (RFC 8628, 3.2). */
export interface DeviceAuthorization {
  readonly deviceCode: string
  /** What the person compares or types. */
  readonly userCode: string
  readonly verificationUri: string
  /** The same page with the code filled in. */
  readonly verificationUriComplete: string
  readonly lifetimeMs: number
  readonly intervalMs: number
}

export interface RegisteredClient {
  readonly clientId: string
  readonly clientSecret: string
  readonly expiresAt: Date
}

/** @param now when the answer came, by this machine's clock: every AWS tool compares `expiresAt` with that clock */
export function readGrantedToken(
  answer: {readonly accessToken?: unknown; readonly expiresIn?: unknown; readonly refreshToken?: unknown},
  now: Date,
): GrantedToken {
  const {refreshToken} = answer
  return {
    accessToken: text(answer.accessToken, 'accessToken'),
    expiresAt: new Date(now.getTime() + seconds(answer.expiresIn, 'expiresIn') * 1000),
    refreshToken: typeof refreshToken === 'string' && refreshToken !== '' ? refreshToken : undefined,
  }
}

/** The interval is 5 s and the lifetime 10 minutes where the service leaves them out, as in the AWS CLI. */
export function readDeviceAuthorization(answer: {
  readonly deviceCode?: unknown
  readonly userCode?: unknown
  readonly verificationUri?: unknown
  readonly verificationUriComplete?: unknown
  readonly expiresIn?: unknown
  readonly interval?: unknown
}): DeviceAuthorization {
  const verificationUri = address(answer.verificationUri, 'verificationUri')
  return {
    deviceCode: text(answer.deviceCode, 'deviceCode'),
    userCode: visibleText(text(answer.userCode, 'userCode')),
    verificationUri,
    verificationUriComplete: address(
      answer.verificationUriComplete ?? verificationUri,
      'verificationUriComplete',
    ),
    lifetimeMs: seconds(answer.expiresIn ?? 600, 'expiresIn') * 1000,
    intervalMs: seconds(answer.interval ?? 5, 'interval') * 1000,
  }
}

/** `clientSecretExpiresAt` is in epoch seconds, unlike a role credential's expiration. */
export function readRegisteredClient(answer: {
  readonly clientId?: unknown
  readonly clientSecret?: unknown
  readonly clientSecretExpiresAt?: unknown
}): RegisteredClient {
  return {
    clientId: text(answer.clientId, 'clientId'),
    clientSecret: text(answer.clientSecret, 'clientSecret'),
    expiresAt: new Date(seconds(answer.clientSecretExpiresAt, 'clientSecretExpiresAt') * 1000),
  }
}

function text(value: unknown, field: string): string {
  if (typeof value === 'string' && value !== '') return value
  throw badAnswer(field)
}

/** A positive number of seconds that a Date can still hold. */
function seconds(value: unknown, field: string): number {
  if (typeof value === 'number' && value > 0 && value < 8e12) return value
  throw badAnswer(field)
}

/** Shown to the person and perhaps opened: nothing but http(s) gets that far. */
function address(value: unknown, field: string): string {
  const given = text(value, field)
  if (URL.canParse(given) && /^https?:$/.test(new URL(given).protocol)) return new URL(given).href
  throw badAnswer(field)
}

function badAnswer(field: string): OpsError {
  return new OpsError('OPS_BAD_ANSWER', `the sign-in service answered without a usable ${field}`, {
    failure: 'unavailable',
  })
}
