import type {CreateTokenCommandInput, SSOOIDCClient} from '@aws-sdk/client-sso-oidc'
import type {Machine} from '../../shared/machine.js'
import type {SsoSession} from '../config/profile.js'
import {createOidcClient, type AnswerSeen} from '../service/sdk.js'
import {callService} from '../service/service-call.js'
import {
  readDeviceAuthorization,
  readGrantedToken,
  readRegisteredClient,
  type DeviceAuthorization,
  type GrantedToken,
  type RegisteredClient,
} from './answers.js'
import type {LoginFlow} from './flow-choice.js'
import {registeredRedirectUri} from './authorize-url.js'

/** The name and secret a request is made with. */
export interface ClientIdentity {
  readonly clientId: string
  readonly clientSecret: string
}

/**
 * The session's sign-in service (sso-oidc), as the two flows use it: each call is one request and the judgement of
 * its answer.
 */
export interface OidcService {
  readonly endpoint: string
  readonly register: (session: SsoSession, flow: LoginFlow) => Promise<RegisteredClient>
  readonly authorizeDevice: (client: ClientIdentity) => Promise<DeviceAuthorization>
  /** Asked once, whatever comes: the caller polls. Throws as the SDK does. */
  readonly pollDeviceToken: (client: ClientIdentity, deviceCode: string) => Promise<GrantedToken>
  readonly exchangeCode: (client: ClientIdentity, code: AuthorizationCode) => Promise<GrantedToken>
}

export interface AuthorizationCode {
  readonly code: string
  readonly redirectUri: string
  readonly verifier: string
}

/** What a client without configured scopes registers for; the AWS CLI's default. */
const defaultScopes = ['sso:account:access']
const deviceGrant = 'urn:ietf:params:oauth:grant-type:device_code'

/** The grants a PKCE client is registered for, as the AWS CLI registers (and later recognises) it. */
export const pkceGrants = ['authorization_code', 'refresh_token']

/** The scopes to register and ask for; undefined where the AWS CLI sends none (device code without configuration). */
export function scopesFor(session: SsoSession, flow: LoginFlow): string[] | undefined {
  if (session.scopes !== undefined) return [...session.scopes]
  return flow === 'pkce' ? defaultScopes : undefined
}

export async function openOidcService(
  machine: Machine,
  place: {
    readonly region: string
    readonly endpoint: string
    /** The portal's own address: a company start URL means nothing to the service. */
    readonly portal: string
    readonly signal: AbortSignal
    readonly onAnswer: (answer: AnswerSeen) => void
  },
): Promise<OidcService> {
  const client = await createOidcClient(machine, place)
  const {portal, signal} = place
  const call = <T>(what: string, attempt: () => Promise<T>): Promise<T> =>
    callService(machine, {what, attempt, signal})
  return {
    endpoint: place.endpoint,
    register: async (session, flow) => {
      const name = session.name ?? String(Math.floor(machine.now().getTime() / 1000))
      return call('cannot register with the sign-in service', async () =>
        readRegisteredClient(await requestRegistration({client, signal}, {session, flow, name, portal})),
      )
    },
    authorizeDevice: async ({clientId, clientSecret}) => {
      const {StartDeviceAuthorizationCommand} = await import('@aws-sdk/client-sso-oidc')
      const command = new StartDeviceAuthorizationCommand({clientId, clientSecret, startUrl: portal})
      return call('cannot get a device code', async () =>
        readDeviceAuthorization(await client.send(command, {abortSignal: signal})),
      )
    },
    pollDeviceToken: (identity, deviceCode) =>
      requestToken({client, signal}, {...identity, grantType: deviceGrant, deviceCode}).then((answer) =>
        readGrantedToken(answer, machine.now()),
      ),
    exchangeCode: ({clientId, clientSecret}, {code, redirectUri, verifier}) => {
      const grant = {grantType: 'authorization_code', code, redirectUri, codeVerifier: verifier}
      return callService(machine, {
        what: 'cannot trade the code for a token',
        signal,
        spends: true,
        attempt: async () => {
          const answer = await requestToken({client, signal}, {clientId, clientSecret, ...grant})
          return readGrantedToken(answer, machine.now())
        },
      })
    },
  }
}

interface Asked {
  readonly client: SSOOIDCClient
  readonly signal: AbortSignal
}

interface RegistrationDetails {
  readonly session: SsoSession
  readonly flow: LoginFlow
  readonly name: string
  readonly portal: string
}

/** RegisterClient as the AWS CLI sends it: PKCE names its grants, its port-less redirect URI and the issuer. */
async function requestRegistration(
  {client, signal}: Asked,
  {session, flow, name, portal}: RegistrationDetails,
) {
  const {RegisterClientCommand} = await import('@aws-sdk/client-sso-oidc')
  const scopes = scopesFor(session, flow)
  const forPkce = {
    grantTypes: pkceGrants,
    redirectUris: [registeredRedirectUri],
    issuerUrl: portal,
  }
  const command = new RegisterClientCommand({
    clientName: `okta-ops-${name}`,
    clientType: 'public',
    ...(scopes === undefined ? {} : {scopes}),
    ...(flow === 'pkce' ? forPkce : {}),
  })
  return client.send(command, {abortSignal: signal})
}

async function requestToken({client, signal}: Asked, input: CreateTokenCommandInput) {
  const {CreateTokenCommand} = await import('@aws-sdk/client-sso-oidc')
  return client.send(new CreateTokenCommand(input), {abortSignal: signal})
}
