import {OpsError} from '../../shared/errors.js'
import type {Machine} from '../../shared/machine.js'
import {visibleText} from '../../shared/visible-text.js'
import {isOpenable, openBrowser} from '../../sign-in/browser.js'
import type {PersonConnection} from '../connection.js'
import type {PersonFlow} from './browser-flow.js'
import {loginCommand} from './oauth-advice.js'
import {refusedWith} from './oauth-refused.js'
import {openOauth, type OauthSession} from './oauth-session.js'
import {signInScopes} from './sign-in-scopes.js'
import type {OrgToken} from './token-cache.js'

/** What RFC 8628, 3.5 adds to the interval for each `slow_down`, for good. */
const slowDownMs = 5000
/** So many lost answers in a row are ridden out while a person looks for their phone. */
const patience = 5

/** A device code that waits for approval. */
interface Waiting {
  readonly deviceCode: string
  readonly intervalMs: number
  readonly lifetimeMs: number
}

/** Signs in with a code that the person approves in a browser anywhere (RFC 8628). */
export async function signInByDevice(
  machine: Machine,
  connection: PersonConnection,
  flow: PersonFlow,
): Promise<OrgToken> {
  const session = await openOauth(machine, connection, {signal: flow.signal})
  const waiting = await begin(machine, connection, {session, flow})
  const token = await poll(machine, connection, {session, waiting, signal: flow.signal})
  await flow.save(token)
  return token
}

async function begin(
  machine: Machine,
  {auth}: PersonConnection,
  {session, flow}: {readonly session: OauthSession; readonly flow: PersonFlow},
): Promise<Waiting> {
  const code = await session.run({
    request: ({oauth, server, client, options}) =>
      oauth.deviceAuthorizationRequest(server, client, oauth.None(), {scope: signInScopes(auth)}, options),
    judge: (response, {oauth, server, client}) =>
      oauth.processDeviceAuthorizationResponse(server, client, response),
  })
  const {voice} = flow
  const address = code.verification_uri_complete ?? code.verification_uri
  voice.say('Open this page, on this or any other device, and check that it shows the code:')
  voice.say()
  voice.say(`  ${visibleText(address)}`)
  voice.say(`  code: ${visibleText(code.user_code)}`)
  voice.say()
  if (flow.openBrowser && isOpenable(address)) await openBrowser(machine, address)
  voice.say('Waiting for your approval ...')
  return {
    deviceCode: code.device_code,
    intervalMs: (code.interval ?? 5) * 1000,
    lifetimeMs: code.expires_in * 1000,
  }
}

async function poll(
  machine: Machine,
  connection: PersonConnection,
  {
    session,
    waiting,
    signal,
  }: {readonly session: OauthSession; readonly waiting: Waiting; readonly signal: AbortSignal},
): Promise<OrgToken> {
  const endsAt = machine.monotonicMs() + waiting.lifetimeMs
  let {intervalMs} = waiting
  for (let lost = 0; ;) {
    await pause(machine, intervalMs, signal)
    if (machine.monotonicMs() > endsAt) throw expired(connection)
    try {
      return await ask(session, waiting.deviceCode)
    } catch (error) {
      signal.throwIfAborted()
      const refusal = refusedWith(error)
      if (refusal === 'slow_down') intervalMs += slowDownMs
      else if (refusal === undefined) {
        const mayPass = error instanceof OpsError && ['OPS_NETWORK', 'OPS_SERVICE'].includes(error.code)
        if (!mayPass || ++lost >= patience) throw error
        continue
      } else if (refusal === 'expired_token' || refusal === 'invalid_grant') throw expired(connection, error)
      else if (refusal !== 'authorization_pending') throw error
      lost = 0
    }
  }
}

async function ask(session: OauthSession, deviceCode: string): Promise<OrgToken> {
  const answer = await session.run({
    request: ({oauth, server, client, options}) =>
      oauth.deviceCodeGrantRequest(server, client, oauth.None(), deviceCode, options),
    judge: (response, {oauth, server, client}) => oauth.processDeviceCodeResponse(server, client, response),
  })
  return session.toToken(answer)
}

async function pause(machine: Machine, ms: number, signal: AbortSignal): Promise<void> {
  try {
    await machine.sleep(ms, signal)
  } finally {
    signal.throwIfAborted()
  }
}

function expired(connection: PersonConnection, cause?: unknown): OpsError {
  return new OpsError('OPS_LOGIN_EXPIRED', 'the code was not approved in time', {
    failure: 'signedOut',
    next: loginCommand(connection),
    cause,
  })
}
