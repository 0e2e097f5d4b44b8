import {OpsError} from '../../shared/errors.js'
import {shellWord} from '../../shared/shell-word.js'
import {formatAwsDate} from '../cache/aws-date.js'
import type {SsoSession} from '../config/profile.js'
import type {SsoToken} from '../cache/token-file.js'

/*
 * The ways to be signed out, each an OPS_SIGNED_OUT (exit 4) that says which, with the login command of the profile it happened to,
 * or of the session.
 */

/** What to type to sign in to a session, in the name of a profile where one is known: a legacy session has no other name. */
export function loginCommand(session: Pick<SsoSession, 'name'>, profile?: string): string {
  const whose = profile ?? session.name
  const flag = profile === undefined ? 'session' : 'profile'
  return whose === undefined ? 'okta-ops login' : `okta-ops login --${flag} ${shellWord(whose)}`
}

/** There is no token; `note` says what was wrong with its file. */
export function notSignedIn(session: SsoSession, note?: string, profile?: string): OpsError {
  return signedOut(
    `not signed in to ${nameOf(session)}${note === undefined ? '' : `: ${note}`}`,
    session,
    profile,
  )
}

/** The token was given for the start URL or region that the session had before it was changed. */
export function otherTenant(session: SsoSession, profile?: string): OpsError {
  const why = 'the stored login belongs to another start URL or region than the configured one'
  return signedOut(`not signed in to ${nameOf(session)}: ${why}`, session, profile)
}

/** The token has ended, and nothing is there to refresh it with. */
export function loginEnded(session: SsoSession, token: SsoToken, profile?: string): OpsError {
  const missing =
    token.refreshToken === undefined
      ? 'it has no refresh token'
      : 'the client registration that could refresh it has ended'
  const when = token.expiresAt.getTime() === 0 ? '' : ` at ${formatAwsDate(token.expiresAt)}`
  return signedOut(`the login to ${nameOf(session)} ended${when}, and ${missing}`, session, profile)
}

/** The service does not refresh it any more: the normal end of an Identity Center session. */
export function loginOver(session: SsoSession, reason: string, profile?: string): OpsError {
  return signedOut(`the login to ${nameOf(session)} is over (${reason})`, session, profile)
}

function signedOut(message: string, session: SsoSession, profile: string | undefined): OpsError {
  return new OpsError('OPS_SIGNED_OUT', message, {
    failure: 'signedOut',
    next: loginCommand(session, profile),
  })
}

function nameOf(session: SsoSession): string {
  return session.name ?? session.startUrl
}
