import {OpsError} from '../../shared/errors.js'
import type {Machine} from '../../shared/machine.js'
import type {AwsConfig} from '../config/aws-config.js'
import {tokenCacheName} from '../cache/cache-names.js'
import type {EndpointSettings, SsoProfile, SsoSession} from '../config/profile.js'
import {sourceSsoProfile} from '../config/profiles.js'
import {isRefreshable, readToken, tokenMatches, type SsoToken} from '../cache/token-cache.js'

/** The session a command is about, and in whose name. */
export interface SessionTarget {
  readonly session: SsoSession
  /** What people call it: its name, or for a legacy profile its start URL. */
  readonly label: string
  /** The Identity Center profile it was reached by; undefined when the session itself was asked for. */
  readonly source: SsoProfile | undefined
  /** Endpoint overrides of the profile that holds the session. */
  readonly endpoints: EndpointSettings | undefined
}

/**
 * The session of a profile: its own, or the one its `source_profile` chain begins with.
 * @throws OpsError OPS_PROFILE_NOT_FOUND, OPS_CHAIN, OPS_PROFILE_INCOMPLETE for a profile that does not sign in
 */
export function sessionOfProfile(config: AwsConfig, name: string): SessionTarget {
  const profile = config.profile(name)
  const source = sourceSsoProfile(config, profile)
  if (source === undefined)
    throw new OpsError(
      'OPS_PROFILE_INCOMPLETE',
      `${profile.place}: profile "${name}" does not sign in through Identity Center, so there is no session to speak of`,
      {failure: 'usage', next: 'okta-ops session list'},
    )
  return {...target(source.session), source, endpoints: source.endpoints}
}

/** An `[sso-session]` by its name. @throws OpsError OPS_SESSION_NOT_FOUND */
export function sessionByName(config: AwsConfig, name: string): SessionTarget {
  return target(config.session(name))
}

/** A session of the config, and who uses it. */
export interface KnownSession extends SessionTarget {
  /** Names of the profiles that sign in through it, in file order. */
  readonly profiles: readonly string[]
}

/** Every session the config knows: each `[sso-session]`, then each start URL that legacy profiles hold themselves. */
export function knownSessions(config: AwsConfig): readonly KnownSession[] {
  const named = config
    .sessionNames()
    .flatMap((name) =>
      readable(() => ({...sessionByName(config, name), profiles: config.profilesOfSession(name)})),
    )
  const legacy = config
    .profileNames()
    .flatMap((name) => readable(() => config.profile(name)))
    .filter((profile): profile is SsoProfile => profile.kind === 'sso' && profile.session.name === undefined)
  return [...named, ...byStartUrl(legacy)]
}

function byStartUrl(legacy: readonly SsoProfile[]): readonly KnownSession[] {
  const found = new Map<string, KnownSession>()
  for (const {name, session, endpoints} of legacy) {
    const key = tokenCacheName(session)
    const earlier = found.get(key)
    found.set(key, {
      ...target(session),
      endpoints,
      ...earlier,
      profiles: [...(earlier?.profiles ?? []), name],
    })
  }
  return [...found.values()]
}

/** What is on file for a session. */
export interface LoginStatus {
  /**
   * `signed-in`: the token is good now; `ended`: it is not, and may or may not be refreshable; `elsewhere`: it
   * belongs to another start URL or region than the configured one; `revoked`: the service, asked, does not take it
   * any more; `signed-out`: there is none.
   */
  readonly state: 'signed-in' | 'ended' | 'elsewhere' | 'revoked' | 'signed-out'
  readonly expiresAt: Date | undefined
  /** It can be renewed without the person, as far as this machine knows. */
  readonly refreshable: boolean
  /** What was wrong with the file, when something was. */
  readonly note: string | undefined
}

/** Reads what is on file; asks nobody. @throws OpsError OPS_FILE_UNREADABLE */
export async function readLoginStatus(machine: Machine, session: SsoSession): Promise<LoginStatus> {
  const found = await readToken(machine, session)
  if (found.kind === 'absent')
    return {state: 'signed-out', expiresAt: undefined, refreshable: false, note: found.note}
  return statusOf(session, found.token, machine.now())
}

/** What a token on file is worth at `now`. */
export function statusOf(session: SsoSession, token: SsoToken, now: Date): LoginStatus {
  const {expiresAt} = token
  if (!tokenMatches(session, token))
    return {state: 'elsewhere', expiresAt, refreshable: false, note: undefined}
  const state = expiresAt > now ? 'signed-in' : 'ended'
  return {state, expiresAt, refreshable: isRefreshable(token, now), note: undefined}
}

/** Whether a login lasts. */
export interface LoginVerdict {
  readonly good: boolean
  /** Milliseconds left of the token, 0 when it has ended or there is none. */
  readonly leftMs: number
}

/** Good: the token has `minTtlMs` left, or can be refreshed. Strictly: only what is left counts. */
export function judgeLogin(
  status: LoginStatus,
  now: Date,
  demand: {readonly minTtlMs: number; readonly strict: boolean},
): LoginVerdict {
  const endsAtMs = status.state === 'signed-in' ? (status.expiresAt?.getTime() ?? 0) : 0
  const leftMs = Math.max(0, endsAtMs - now.getTime())
  const lasts = leftMs > 0 && leftMs >= demand.minTtlMs
  return {good: lasts || (!demand.strict && status.refreshable), leftMs}
}

function target(session: SsoSession): SessionTarget {
  return {session, label: session.name ?? session.startUrl, source: undefined, endpoints: undefined}
}

/** A broken section must not hide the others; the command that needs it says what is wrong. */
function readable<T>(read: () => T): readonly T[] {
  try {
    return [read()]
  } catch (error) {
    if (error instanceof OpsError) return []
    throw error
  }
}
