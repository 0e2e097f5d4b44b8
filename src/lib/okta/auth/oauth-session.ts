import type * as Oauth from 'oauth4webapi'
import {OpsError} from '../../shared/errors.js'
import {isPassing} from '../../shared/http-retry.js'
import {isLoopbackHost} from '../../shared/loopback.js'
import type {Machine} from '../../shared/machine.js'
import {chance} from '../../shared/chance.js'
import {createDpopKey, createProof, dpopKeyPair, type DpopKey} from './dpop-key.js'
import {explained, oauthErrorOf, tolerableSkewMs, toToken, type Conversation} from './oauth-outcome.js'
import {sendOauth} from './oauth-transport.js'
import type {OrgToken, TokenConnection} from './token-cache.js'

/** What is known before the first request: from the token that is to be renewed. */
export interface OauthMemory {
  readonly dpopKey?: DpopKey | undefined
  readonly nonce?: string | undefined
  readonly skewMs?: number
}

/** One request to the authorization server, ready to be made again with fresh assertion and proof. */
export interface OauthStep<T> {
  readonly request: (tools: OauthTools) => Promise<Response>
  readonly judge: (response: Response, tools: OauthTools) => Promise<T>
}

export interface OauthTools {
  readonly oauth: typeof Oauth
  readonly server: Oauth.AuthorizationServer
  readonly client: Oauth.Client
  /** To spread into a request's options: transport, and the proof where one is wanted. */
  readonly options: Oauth.TokenEndpointRequestOptions
  /** The org's clock, in seconds. */
  readonly nowSeconds: () => number
  /** A proof of possession for a POST for which the library makes none; undefined where none is wanted. */
  readonly proofFor: (url: string) => string | undefined
}

/** The conversation with one org's authorization server: nonce, clock and key last from request to request. */
export interface OauthSession {
  /**
   * @throws OpsError that explains the refusal, its cause an OAuth error where there was one; OPS_BAD_ANSWER for anything
   *   that is no OAuth answer
   */
  readonly run: <T>(step: OauthStep<T>) => Promise<T>
  readonly toToken: (answer: Oauth.TokenEndpointResponse, former?: OrgToken) => OrgToken
}

export async function openOauth(
  machine: Machine,
  connection: TokenConnection,
  {memory = {}, signal}: {readonly memory?: OauthMemory; readonly signal?: AbortSignal | undefined} = {},
): Promise<OauthSession> {
  const {auth} = connection
  const wish = auth.kind === 'service-app' ? auth.dpop : 'auto'
  const talk: Conversation = {
    machine,
    connection,
    oauth: await import('oauth4webapi'),
    wish,
    dpopKey: memory.dpopKey ?? createDpopKey(),
    signal,
    nonce: memory.nonce,
    skewMs: memory.skewMs ?? 0,
    seenSkewMs: undefined,
    lastStatus: 0,
    lastRequestId: undefined,
    proves: wish !== 'never',
  }
  return {run: (step) => run(talk, step), toToken: (answer, former) => toToken(talk, answer, former)}
}

/** Tries as often as there is something new to try, and three times where only patience helps. */
async function run<T>(talk: Conversation, step: OauthStep<T>): Promise<T> {
  let first: unknown
  let nonces = 0
  let skewTried = false
  for (let tried = 1; ;) {
    const proved = talk.proves
    try {
      const tools = await toolsOf(talk)
      return await step.judge(await step.request(tools), tools)
    } catch (error) {
      talk.signal?.throwIfAborted()
      const code = oauthErrorOf(talk, error)?.error
      if (code === 'use_dpop_nonce' && ++nonces <= 2) continue
      if (code !== undefined && !skewTried && correctClock(talk)) {
        skewTried = true
        continue
      }
      if (talk.wish === 'auto' && proved && isAboutProof(code)) {
        first = error
        talk.proves = false
        continue
      }
      if (isWorthPatience(talk, error) && tried < 3) {
        await talk.machine.sleep(2 ** tried * 250 * (1 + chance(talk.machine)), talk.signal)
        tried++
        continue
      }
      // Without the proof it is demanded: then the trouble was the proof.
      throw explained(talk, code === 'invalid_dpop_proof' && first !== undefined ? first : error)
    }
  }
}

function isAboutProof(code: string | undefined): boolean {
  return code === 'invalid_dpop_proof' || code === 'invalid_request'
}

/** @returns whether the clock was wrong and is corrected now */
function correctClock(talk: Conversation): boolean {
  const seen = talk.seenSkewMs
  if (seen === undefined || Math.abs(seen - talk.skewMs) <= tolerableSkewMs) return false
  talk.machine.debug(`the org's clock is ${Math.round(seen / 1000)} s ahead of ours; trying with its time`)
  talk.skewMs = seen
  return true
}

function isWorthPatience(talk: Conversation, error: unknown): boolean {
  return error instanceof OpsError ? error.code === 'OPS_NETWORK' : isPassing(talk.lastStatus)
}

async function toolsOf(talk: Conversation): Promise<OauthTools> {
  const {oauth, connection, machine} = talk
  const {orgUrl, auth} = connection
  const base = `${orgUrl}/oauth2/v1`
  const nowSeconds = (): number => Math.floor((machine.now().getTime() + talk.skewMs) / 1000)
  const client: Oauth.Client = {
    client_id: auth.clientId,
    [oauth.clockSkew]: Math.round(talk.skewMs / 1000),
    [oauth.clockTolerance]: 60,
  }
  const proof = talk.proves
    ? {
        DPoP: oauth.DPoP(client, await dpopKeyPair(talk.dpopKey), {
          [oauth.modifyAssertion]: (_header, payload) => {
            payload['iat'] = nowSeconds()
            if (talk.nonce !== undefined) payload['nonce'] = talk.nonce
          },
        }),
      }
    : {}
  return {
    oauth,
    client,
    nowSeconds,
    proofFor: (url) =>
      talk.proves
        ? createProof(talk.dpopKey, {
            method: 'POST',
            url,
            nonce: talk.nonce,
            at: new Date(nowSeconds() * 1000),
          })
        : undefined,
    server: {
      issuer: orgUrl,
      authorization_endpoint: `${base}/authorize`,
      token_endpoint: `${base}/token`,
      device_authorization_endpoint: `${base}/device/authorize`,
      revocation_endpoint: `${base}/revoke`,
    },
    options: {
      ...proof,
      // eslint-disable-next-line @typescript-eslint/no-deprecated -- marked so to stand out; loopback only
      [oauth.allowInsecureRequests]: isLoopbackHost(new URL(orgUrl).hostname),
      [oauth.customFetch]: (url, options) => sendOauth(talk, url, options),
    },
  }
}
