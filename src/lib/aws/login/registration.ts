import type {Machine} from '../../shared/machine.js'
import {visibleText} from '../../shared/visible-text.js'
import type {SsoSession} from '../config/profile.js'
import {
  readRegistration,
  removeRegistration,
  writeRegistration,
  type ClientRegistration,
} from '../cache/registration-cache.js'
import {readServiceRefusal} from '../service/service-error.js'
import type {LoginFlow} from './flow-choice.js'
import {pkceGrants, scopesFor, type OidcService} from './oidc-service.js'
import type {Voice} from '../../sign-in/voice.js'

/** A registration about to end would leave a token that nobody can refresh; the AWS CLI renews at 15 minutes. */
const renewBeforeMs = 24 * 60 * 60_000

/** Which registration is wanted, from whom. */
export interface RegistrationWish {
  readonly service: Pick<OidcService, 'register'>
  readonly session: SsoSession
  readonly flow: LoginFlow
  readonly voice: Voice
}

/** Uses the registration on file; when the service has forgotten it, a new one, once. */
export async function withKnownClient<T>(
  machine: Machine,
  login: RegistrationWish,
  use: (client: ClientRegistration) => Promise<T>,
): Promise<T> {
  try {
    return await use(await usableRegistration(machine, login))
  } catch (error) {
    const refusal = readServiceRefusal(error instanceof Error ? error.cause : undefined)
    if (refusal?.name !== 'InvalidClientException') throw error
    login.voice.say(
      `The sign-in service no longer knows this machine (${visibleText(refusal.name)}): registering again.`,
    )
    removeRegistration(machine, login.session)
    return use(await usableRegistration(machine, login))
  }
}

/**
 * The client to sign in with: the one on file, or a new one when that is missing, broken (set aside and named), about
 * to end, or was registered for the other flow (both share one file name, in every AWS tool).
 */
async function usableRegistration(machine: Machine, login: RegistrationWish): Promise<ClientRegistration> {
  const {service, session, flow, voice} = login
  const found = await readRegistration(machine, session)
  if (found.kind === 'registration' && isUsable(found.registration, flow, machine.now()))
    return found.registration
  if (found.kind === 'absent' && found.note !== undefined) voice.warn(found.note)

  const scopes = scopesFor(session, flow)
  const registration: ClientRegistration = {
    ...(await service.register(session, flow)),
    ...(scopes === undefined ? {} : {scopes}),
    ...(flow === 'pkce' ? {grantTypes: pkceGrants} : {}),
  }
  writeRegistration(machine, session, registration)
  return registration
}

/**
 * More than a day left, and registered for this flow: browser registrations carry their grant types, device ones
 * none.
 */
export function isUsable(registration: ClientRegistration, flow: LoginFlow, now: Date): boolean {
  const forBrowser = registration.grantTypes?.includes('authorization_code') ?? false
  return forBrowser === (flow === 'pkce') && registration.expiresAt.getTime() - now.getTime() > renewBeforeMs
}
