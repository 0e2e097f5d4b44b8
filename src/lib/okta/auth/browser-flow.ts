import {OpsError} from '../../shared/errors.js'
import type {Machine} from '../../shared/machine.js'
import {
  startCallbackListener,
  type CallbackAnswer,
  type CallbackListener,
} from '../../sign-in/callback-listener.js'
import type {PageContent} from '../../sign-in/callback-page.js'
import {sendToBrowser, whilePageWaits} from '../../sign-in/in-browser.js'
import {createProof, type PkceProof} from '../../sign-in/pkce.js'
import type {Voice} from '../../sign-in/voice.js'
import {waitForAnswer} from '../../sign-in/wait-for-answer.js'
import type {PersonConnection} from '../connection.js'
import {explainOauth, loginCommand} from './oauth-advice.js'
import {openOauth} from './oauth-session.js'
import {signInScopes} from './sign-in-scopes.js'
import type {OrgToken} from './token-cache.js'

export interface PersonFlow {
  readonly openBrowser: boolean
  /** Instead of the usual ones; 0 for any free port, where the app allows it. */
  readonly callbackPort?: number | undefined
  readonly signal: AbortSignal
  readonly voice: Voice
  /** Keeps the token. */
  readonly save: (token: OrgToken) => Promise<void>
}

/** Okta compares redirect URIs exactly: each of these has to be registered with the app. */
export const callbackPorts: readonly number[] = [8765, 8766, 8767]

/** Signs in by the browser of this machine (RFC 8252, PKCE); its page stays open until the token is kept, and says how it ended. */
export async function signInByBrowser(
  machine: Machine,
  connection: PersonConnection,
  flow: PersonFlow,
): Promise<OrgToken> {
  const proof = createProof(machine)
  const listener = await listen(proof.state, flow.callbackPort, connection)
  const {token: signedIn} = await whilePageWaits(listener, async () => {
    const nonce = Buffer.from(machine.randomBytes(24)).toString('base64url')
    await sendToBrowser(machine, flow, authorizeUrl(connection, {listener, proof, nonce}))
    flow.voice.say(`Waiting on 127.0.0.1:${listener.port}. The app must have this sign-in redirect URI:`)
    flow.voice.say(`  ${listener.redirectUri}`)
    const code = codeOf(await waitForAnswer(machine, listener, flow.signal), connection)
    const token = await exchange(machine, connection, {code, nonce, proof, listener, signal: flow.signal})
    await flow.save(token)
    return {token, page: donePage(connection, token)}
  })
  return signedIn
}

async function listen(
  state: string,
  wanted: number | undefined,
  connection: PersonConnection,
): Promise<CallbackListener> {
  const ports = wanted === undefined ? callbackPorts : [wanted]
  for (const port of ports) {
    const listener = await startCallbackListener(state, port).catch((error: unknown) => {
      if (error instanceof OpsError && error.code === 'OPS_CALLBACK_PORT') return undefined
      throw error
    })
    if (listener !== undefined) return listener
  }
  throw new OpsError(
    'OPS_CALLBACK_PORT',
    `cannot listen on 127.0.0.1 for the sign-in: ${ports.join(', ')} ${ports.length > 1 ? 'are' : 'is'} in use or not allowed`,
    {next: `${loginCommand(connection)} --device-code`},
  )
}

interface UnderWay {
  readonly listener: CallbackListener
  readonly proof: PkceProof
  /** Comes back in the ID token. */
  readonly nonce: string
}

function authorizeUrl({orgUrl, auth}: PersonConnection, {listener, proof, nonce}: UnderWay): string {
  const url = new URL(`${orgUrl}/oauth2/v1/authorize`)
  url.search = new URLSearchParams({
    response_type: 'code',
    client_id: auth.clientId,
    redirect_uri: listener.redirectUri,
    scope: signInScopes(auth),
    state: proof.state,
    nonce,
    code_challenge_method: 'S256',
    code_challenge: proof.challenge,
  }).toString()
  return url.href
}

function codeOf(answer: CallbackAnswer, connection: PersonConnection): string {
  if (answer.kind === 'code') return answer.code
  const {error, description} = answer
  throw explainOauth({status: 302, error, description, requestId: undefined}, connection)
}

async function exchange(
  machine: Machine,
  connection: PersonConnection,
  {code, nonce, proof, listener, signal}: UnderWay & {readonly code: string; readonly signal: AbortSignal},
): Promise<OrgToken> {
  const session = await openOauth(machine, connection, {signal})
  const answer = await session.run({
    request({oauth, server, client, options}) {
      const callback = new URLSearchParams({code, state: proof.state})
      const checked = oauth.validateAuthResponse(server, client, callback, proof.state)
      const grant = {redirectUri: listener.redirectUri, verifier: proof.verifier}
      return oauth.authorizationCodeGrantRequest(
        server,
        client,
        oauth.None(),
        checked,
        grant.redirectUri,
        grant.verifier,
        options,
      )
    },
    judge: (response, {oauth, server, client}) =>
      oauth.processAuthorizationCodeResponse(server, client, response, {
        expectedNonce: nonce,
        requireIdToken: true,
      }),
  })
  return session.toToken(answer)
}

function donePage({name, orgUrl}: PersonConnection, {expiresAt}: OrgToken): PageContent {
  const until = expiresAt.toISOString().slice(0, 16).replace('T', ' ')
  return {kind: 'done', session: name ?? new URL(orgUrl).host, until: `${until} UTC`}
}
