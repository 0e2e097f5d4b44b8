import {existsSync} from 'node:fs'
import type {Machine} from '../../shared/machine.js'
import {shownPath} from '../config/aws-paths.js'
import {assumeRoleRequest} from '../cache/cache-names.js'
import type {CredentialSource} from '../credentials/credential-choice.js'
import type {CredentialOrigin, Credentials} from '../credentials/credentials.js'
import {sourceSsoProfile, type AwsConfig} from '../config/profiles.js'
import {assumedRolePath, rolePath} from '../cache/role-cache.js'
import {sessionRoleOf} from '../credentials/session-role.js'
import {isRefreshable, readToken, tokenPath} from '../cache/token-cache.js'

/** Until when something works, and where it came from. */
export interface CredentialClock {
  readonly origin: CredentialOrigin
  /** Absent: no end is known. */
  readonly expiresAt?: Date
  /** Where it is kept between commands, written with `~`; absent when nothing keeps it. */
  readonly file?: string
}

/** The login's own clock: the token that role credentials are fetched with. */
export interface TokenClock {
  /** The sso-session's name, or for a legacy profile its start URL. */
  readonly session: string
  readonly startUrl: string
  readonly expiresAt: Date
  /** It is renewed without the person. */
  readonly refreshable: boolean
  readonly file: string
}

export interface Clocks {
  readonly credentials: CredentialClock
  /** Absent when no Identity Center session stands behind the credentials. */
  readonly token?: TokenClock
}

/** Both clocks of credentials that were just found at `source`. Reads files only. */
export async function readClocks(
  machine: Machine,
  found: {readonly config: AwsConfig; readonly source: CredentialSource; readonly credentials: Credentials},
): Promise<Clocks> {
  const {origin, expiresAt} = found.credentials
  const file = shownIfPresent(keptAt(machine, found.source), found.config)
  const token = await tokenClock(machine, found)
  return {
    credentials: {
      origin,
      ...(expiresAt === undefined ? {} : {expiresAt}),
      ...(file === undefined ? {} : {file}),
    },
    ...(token === undefined ? {} : {token}),
  }
}

function keptAt(machine: Machine, source: CredentialSource): string | undefined {
  if (source.kind === 'ambient') return undefined
  const {profile} = source
  if (profile.kind === 'sso') return rolePath(machine, sessionRoleOf(profile))
  return profile.kind === 'chained' ? assumedRolePath(machine, assumeRoleRequest(profile)) : undefined
}

async function tokenClock(
  machine: Machine,
  {config, source}: {readonly config: AwsConfig; readonly source: CredentialSource},
): Promise<TokenClock | undefined> {
  const profile = source.kind === 'profile' ? sourceSsoProfile(config, source.profile) : undefined
  if (profile === undefined) return undefined
  const {session} = profile
  const found = await readToken(machine, session)
  if (found.kind === 'absent') return undefined
  return {
    session: session.name ?? session.startUrl,
    startUrl: session.startUrl,
    expiresAt: found.token.expiresAt,
    refreshable: isRefreshable(found.token, machine.now()),
    file: shownPath(tokenPath(machine, session), config.paths.home),
  }
}

function shownIfPresent(file: string | undefined, {paths}: AwsConfig): string | undefined {
  return file !== undefined && existsSync(file) ? shownPath(file, paths.home) : undefined
}
