import {OpsError} from '../../shared/errors.js'
import type {Machine} from '../../shared/machine.js'
import type {GrantedToken} from './answers.js'
import {
  startCallbackListener,
  type CallbackAnswer,
  type CallbackListener,
} from '../../sign-in/callback-listener.js'
import type {PageContent} from '../../sign-in/callback-page.js'
import {sendToBrowser, whilePageWaits} from '../../sign-in/in-browser.js'
import {denied} from './device-poll.js'
import type {ClientIdentity, OidcService} from './oidc-service.js'
import {createProof, type PkceProof} from '../../sign-in/pkce.js'
import {authorizeUrl} from './authorize-url.js'
import type {Voice} from '../../sign-in/voice.js'
import {waitForAnswer} from '../../sign-in/wait-for-answer.js'

export interface PkceFlow {
  readonly service: OidcService
  readonly client: ClientIdentity
  readonly scopes: readonly string[]
  /** 0: any free port. */
  readonly callbackPort: number
  readonly openBrowser: boolean
  readonly signal: AbortSignal
  readonly voice: Voice
}

/**
 * Signs in by the browser of this machine (RFC 8252 with PKCE). The page in the browser stays open until `save` is
 * done with the token, so that it can say how the sign-in really ended.
 * @param save keeps the token; what it returns tells the page until when
 */
export async function signInByBrowser<T extends {readonly page: PageContent}>(
  machine: Machine,
  flow: PkceFlow,
  save: (granted: GrantedToken) => Promise<T>,
): Promise<T> {
  const proof = createProof(machine)
  const listener = await startCallbackListener(proof.state, flow.callbackPort)
  return whilePageWaits(listener, async () => {
    await offerSignIn(machine, flow, {listener, proof})
    const code = codeOf(await waitForAnswer(machine, listener, flow.signal))
    const {redirectUri} = listener
    const granted = await flow.service.exchangeCode(flow.client, {
      code,
      redirectUri,
      verifier: proof.verifier,
    })
    return save(granted)
  })
}

async function offerSignIn(
  machine: Machine,
  {service, client, scopes, ...flow}: PkceFlow,
  {listener, proof}: {readonly listener: CallbackListener; readonly proof: PkceProof},
): Promise<void> {
  const {port, redirectUri} = listener
  const {clientId} = client
  const url = authorizeUrl({endpoint: service.endpoint, clientId, redirectUri, scopes, proof})
  await sendToBrowser(machine, flow, url)
  const {voice} = flow
  voice.say(`Waiting on 127.0.0.1:${port}. If the browser is on another machine, forward the port first:`)
  voice.say(`  ssh -L ${port}:127.0.0.1:${port} THIS-MACHINE    (or use --device-code)`)
}

/**
 * RFC 6749, 4.1.2.1: `access_denied` is the person's or the service's no; anything else went wrong between us and the
 * service.
 */
function codeOf(answer: CallbackAnswer): string {
  if (answer.kind === 'code') return answer.code
  const {error, description = ''} = answer
  if (error === 'access_denied') throw denied(description)
  throw new OpsError(
    'OPS_REQUEST_REJECTED',
    `the sign-in service answered ${error}${description === '' ? '' : `: ${description}`}`,
  )
}
