import {formatAwsDate, parseAwsDate} from './aws-date.js'
import type {SsoSession} from '../config/profile.js'
import {pythonJson} from './python-json.js'

/** The token of a signed-in session, as the AWS CLI, the SDKs and we keep it in ~/.aws/sso/cache. */
export interface SsoToken {
  readonly accessToken: string
  /** By the clock of the machine that wrote it. The epoch when the file does not say: then it must be refreshed first. */
  readonly expiresAt: Date
  readonly startUrl?: string
  readonly region?: string
  readonly clientId?: string
  readonly clientSecret?: string
  readonly registrationExpiresAt?: Date
  readonly refreshToken?: string
  /** Keys of other tools, kept when the file is rewritten. */
  readonly extra: Readonly<Record<string, unknown>>
}

/** What is needed to trade a refresh token for a new token. */
export interface RefreshableToken extends SsoToken {
  readonly refreshToken: string
  readonly clientId: string
  readonly clientSecret: string
}

/** Reads the token out of a parsed cache file, whoever wrote it; undefined when there is no access token in it. */
export function parseToken(file: Readonly<Record<string, unknown>>): SsoToken | undefined {
  const {
    accessToken,
    expiresAt,
    startUrl,
    region,
    clientId,
    clientSecret,
    registrationExpiresAt,
    refreshToken,
    ...extra
  } = file
  if (typeof accessToken !== 'string' || accessToken === '') return undefined
  const registrationEnd = parseAwsDate(registrationExpiresAt)
  return {
    accessToken,
    expiresAt: parseAwsDate(expiresAt) ?? new Date(0),
    ...textsOf({startUrl, region, clientId, clientSecret, refreshToken}),
    ...(registrationEnd === undefined ? {} : {registrationExpiresAt: registrationEnd}),
    extra,
  }
}

/** The file as the AWS CLI writes it: one line, its keys in its order, then the keys of other tools. */
export function formatToken(token: SsoToken): string {
  return pythonJson({
    startUrl: token.startUrl,
    region: token.region,
    accessToken: token.accessToken,
    expiresAt: formatAwsDate(token.expiresAt),
    clientId: token.clientId,
    clientSecret: token.clientSecret,
    registrationExpiresAt: token.registrationExpiresAt && formatAwsDate(token.registrationExpiresAt),
    refreshToken: token.refreshToken,
    ...token.extra,
  })
}

/**
 * Whether the token belongs to the session as it is configured now. After `sso_start_url` or `sso_region` was changed the
 * file still bears the same name, and no AWS tool would notice. A file that does not say is taken at its name.
 */
export function tokenMatches(session: Pick<SsoSession, 'startUrl' | 'region'>, token: SsoToken): boolean {
  return (
    (token.startUrl ?? session.startUrl) === session.startUrl &&
    (token.region ?? session.region) === session.region
  )
}

/**
 * Whether it can be traded for a new token without the person: there is a refresh token, and the client registration that
 * goes with it is not known to have ended by `now`.
 */
export function isRefreshable(token: SsoToken, now: Date): token is RefreshableToken {
  return (
    token.refreshToken !== undefined &&
    token.clientId !== undefined &&
    token.clientSecret !== undefined &&
    (token.registrationExpiresAt ?? new Date(8.64e15)) > now
  )
}

function textsOf<K extends string>(values: Readonly<Record<K, unknown>>): Partial<Record<K, string>> {
  const texts: Partial<Record<K, string>> = {}
  for (const key in values) {
    const value = values[key]
    if (typeof value === 'string' && value !== '') texts[key] = value
  }
  return texts
}
