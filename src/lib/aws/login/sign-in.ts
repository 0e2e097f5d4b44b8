import {OpsError} from '../../shared/errors.js'
import {withLock} from '../../shared/file-lock.js'
import {sendRequest} from '../../shared/http-client.js'
import type {Machine} from '../../shared/machine.js'
import type {AwsConfig} from '../config/aws-config.js'
import type {EndpointSettings, SsoSession} from '../config/profile.js'
import type {ClientRegistration} from '../cache/registration-cache.js'
import {dropRoleCache} from '../cache/role-cache-drop.js'
import {tokenLockPath, writeToken, type SsoToken} from '../cache/token-cache.js'
import type {GrantedToken} from './answers.js'
import {judgeStartUrl} from '../config/start-url.js'
import {createSkewWatch} from './clock-skew.js'
import {signInByDevice} from './device-flow.js'
import {chooseFlow, type LoginFlow} from './flow-choice.js'
import {openOidcService, scopesFor, type OidcService} from './oidc-service.js'
import {signInByBrowser} from './pkce-flow.js'
import {signInEndpoint} from './place.js'
import {withKnownClient} from './registration.js'
import {currentLogin} from './current-login.js'
import {headlessReason, readSurroundings} from '../../sign-in/surroundings.js'
import type {Voice} from '../../sign-in/voice.js'

export {loginCommand} from '../session/signed-out.js'

export interface SignInRequest {
  readonly session: SsoSession
  /** Whose role credentials are dropped after the sign-in. */
  readonly config: AwsConfig
  /** Endpoint overrides of the profile in whose name this happens. */
  readonly endpoints?: EndpointSettings | undefined
  /** Sign in although the login is good, and also where a stand-in's token would land among the real ones. */
  readonly force?: boolean
  readonly deviceCode?: boolean
  /** Where the callback is to arrive; 0 for any free port. Asking for it means PKCE. */
  readonly callbackPort?: number | undefined
  /** A person is at the terminal: only then may a browser open. */
  readonly interactive: boolean
  readonly browser?: boolean
  /** The command that tries again, shown when it failed; unless given a failure may leave open what to do next. */
  readonly again?: string
  /** Ctrl-C. Its reason is thrown. */
  readonly signal: AbortSignal
}

export interface SignInResult {
  readonly token: SsoToken
  readonly status: 'signed-in' | 'refreshed' | 'unchanged'
  /** How the person signed in, when they had to. */
  readonly flow?: LoginFlow
}

/**
 * Makes sure that the session is signed in: keeps a good login, refreshes one that can be, else lets the person sign
 * in. The token and the registration are where every AWS tool of the machine finds them, whole or not at all.
 * @throws OpsError OPS_START_URL, OPS_LOGIN_DENIED, OPS_LOGIN_EXPIRED, OPS_CALLBACK_PORT, OPS_SANDBOX, OPS_CLEAR_TEXT, the signal's
 *   reason, or what the network, the service or the disk failed with
 */
export async function signIn(machine: Machine, request: SignInRequest, voice: Voice): Promise<SignInResult> {
  const {session, endpoints, force = false, signal} = request
  const endpoint = signInEndpoint(machine, {session, endpoints, force}, voice)
  try {
    const current = force ? undefined : await currentLogin(machine, {session, endpoints, signal})
    signal.throwIfAborted()
    if (current !== undefined) return current
    return await signInAnew(machine, {...request, endpoint}, voice)
  } catch (error) {
    // Whatever a broken-off request failed with, the person's Ctrl-C is the reason.
    signal.throwIfAborted()
    throw withWayOn(error, request.again)
  }
}

/** The failure with the command that tries again, unless it knows a better one. */
function withWayOn(error: unknown, again: string | undefined): unknown {
  if (!(error instanceof OpsError) || again === undefined) return error
  const isPortTaken = error.code === 'OPS_CALLBACK_PORT'
  if (error.next !== undefined && !isPortTaken) return error
  const {code, message, failure, cause} = error
  return new OpsError(code, message, {
    failure,
    cause,
    next: isPortTaken ? `${again} --callback-port 0` : again,
  })
}

/** Everything one sign-in needs, once it is clear that there must be one. */
interface SignIn extends SignInRequest {
  readonly endpoint: string
}

async function signInAnew(machine: Machine, wanted: SignIn, voice: Voice): Promise<SignInResult> {
  const {session, endpoint, signal, callbackPort, deviceCode = false} = wanted
  const headless = headlessReason(readSurroundings(machine, wanted.interactive))
  const {flow, because} = chooseFlow({deviceCode, callbackPort}, session, headless)
  if (because !== undefined) voice.say(`Signing in with a device code: ${because}.`)

  const ask = (address: {method: 'HEAD' | 'GET'; url: string}) => sendRequest(machine, {...address, signal})
  const {portal} = await judgeStartUrl(session.startUrl, ask)
  const service = await openOidcService(machine, {
    region: session.region,
    endpoint,
    portal,
    signal,
    onAnswer: createSkewWatch(voice),
  })
  const openBrowser =
    wanted.interactive && wanted.browser !== false && (headless === undefined || canReachOut(machine))
  const token = await withKnownClient(machine, {service, session, flow, voice}, (client) =>
    runFlow(machine, {...wanted, service, client, flow, openBrowser}, voice),
  )
  return {token, status: 'signed-in', flow}
}

async function runFlow(
  machine: Machine,
  run: SignIn & {
    readonly service: OidcService
    readonly client: ClientRegistration
    readonly flow: LoginFlow
    readonly openBrowser: boolean
  },
  voice: Voice,
): Promise<SsoToken> {
  const {session, service, client, signal, openBrowser} = run
  const common = {service, client, signal, openBrowser, voice}
  const save = (granted: GrantedToken): Promise<SsoToken> => keepToken(machine, run, {granted, client})
  if (run.flow === 'device-code') return save(await signInByDevice(machine, common))
  const scopes = scopesFor(session, 'pkce') ?? []
  const callbackPort = run.callbackPort ?? 0
  const {token} = await signInByBrowser(machine, {...common, scopes, callbackPort}, async (granted) => {
    const token = await save(granted)
    const until = token.expiresAt.toISOString().slice(0, 16).replace('T', ' ')
    return {
      token,
      page: {kind: 'done', session: session.name ?? session.startUrl, until: `${until} UTC`},
    }
  })
  return token
}

/**
 * From here on Ctrl-C comes too late: the token is put in place, and what the former person's login gave is dropped.
 */
async function keepToken(
  machine: Machine,
  {session, config, signal}: SignInRequest,
  {granted, client}: {readonly granted: GrantedToken; readonly client: ClientRegistration},
): Promise<SsoToken> {
  signal.throwIfAborted()
  const token: SsoToken = {
    startUrl: session.startUrl,
    region: session.region,
    accessToken: granted.accessToken,
    expiresAt: granted.expiresAt,
    clientId: client.clientId,
    clientSecret: client.clientSecret,
    registrationExpiresAt: client.expiresAt,
    ...(granted.refreshToken === undefined ? {} : {refreshToken: granted.refreshToken}),
    extra: {},
  }
  await withLock(machine, tokenLockPath(machine, session), (lock) => {
    dropRoleCache(machine, config, session)
    writeToken(machine, {session, token, lock})
  })
  return token
}

/** BROWSER set on a headless machine leads to one elsewhere: editors that work over SSH set it. */
function canReachOut(machine: Machine): boolean {
  return (machine.env['BROWSER'] ?? '') !== ''
}
