import {withLock} from '../../shared/file-lock.js'
import type {Machine} from '../../shared/machine.js'
import type {AwsConfig} from '../config/aws-config.js'
import {portalEndpoint} from '../service/endpoints.js'
import type {Voice} from '../../sign-in/voice.js'
import {removeRegistration} from '../cache/registration-cache.js'
import {dropRoleCache} from '../cache/role-cache-drop.js'
import {createPortalClient} from '../service/sdk.js'
import {callService} from '../service/service-call.js'
import {readServiceRefusal} from '../service/service-error.js'
import type {SessionTarget} from './sessions.js'
import {readToken, removeToken, tokenLockPath, type SsoToken} from '../cache/token-cache.js'

/** What signing out of one session did. */
export interface LogoutOutcome {
  readonly session: string
  /** There was a login on file. */
  readonly wasSignedIn: boolean
  /** The service took note, so the token works nowhere any more. */
  readonly serviceTold: boolean
  /** How many roles' cached credentials were removed. */
  readonly rolesDropped: number
  readonly registrationRemoved: boolean
}

/**
 * Signs out of a session: its token file, the cached credentials of its roles and, when asked, its client
 * registration are removed, then the service is told. Only files whose names are hashes of what the config says:
 * another tool's are never touched.
 * @throws OpsError OPS_LOCK_TIMEOUT, OPS_FILE_UNREADABLE. A service that cannot be told is a warning.
 */
export async function logOut(
  machine: Machine,
  wanted: {readonly target: SessionTarget; readonly config: AwsConfig; readonly registrations: boolean},
  voice: Voice,
): Promise<LogoutOutcome> {
  const {target, config, registrations} = wanted
  const {session, label} = target
  const removed = await withLock(machine, tokenLockPath(machine, session), async () => {
    const found = await readToken(machine, session)
    if (found.kind === 'absent' && found.note !== undefined) voice.warn(found.note)
    return {
      token: found.kind === 'token' ? found.token : undefined,
      wasSignedIn: removeToken(machine, session),
      rolesDropped: dropRoleCache(machine, config, session),
      registrationRemoved: registrations && removeRegistration(machine, session),
    }
  })
  const {token, ...outcome} = removed
  const serviceTold = token !== undefined && (await tellService(machine, {target, token}, voice))
  return {session: label, ...outcome, serviceTold}
}

/** POST /logout with the token, where it was given. A token the portal does not know any more is as good as told. */
async function tellService(
  machine: Machine,
  {target, token}: {readonly target: SessionTarget; readonly token: SsoToken},
  voice: Voice,
): Promise<boolean> {
  const {session, label, endpoints} = target
  const region = token.region ?? session.region
  try {
    const {LogoutCommand} = await import('@aws-sdk/client-sso')
    const endpoint = portalEndpoint(machine, region, endpoints)
    const client = await createPortalClient(machine, {region, endpoint})
    const command = new LogoutCommand({accessToken: token.accessToken})
    await callService(machine, {what: 'POST /logout', attempt: () => client.send(command)})
    return true
  } catch (error) {
    if (readServiceRefusal(error instanceof Error ? error.cause : undefined)?.status === 401) return true
    if (!(error instanceof Error)) throw error
    voice.warn(`${label} is signed out here, but the service could not be told: ${error.message}`)
    return false
  }
}
