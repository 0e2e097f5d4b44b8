import type * as Oauth from 'oauth4webapi'
import {sendForBytes} from '../../shared/http-client.js'
import type {Machine} from '../../shared/machine.js'
import {userAgent} from '../../shared/user-agent.js'

/** What the answers of an authorization server taught, beside their bodies. */
export interface OauthTransport {
  readonly machine: Machine
  readonly signal: AbortSignal | undefined
  /** For the next proof (RFC 9449, 8). */
  nonce: string | undefined
  /** What to add to this machine's clock to have the org's, as the last answer's `Date` shows it. */
  seenSkewMs: number | undefined
  /** 0 before the first answer. */
  lastStatus: number
  lastRequestId: string | undefined
}

/** oauth4webapi's requests take the way of all others: proxies, CA bundle, no clear text, no redirects. */
export async function sendOauth(
  transport: OauthTransport,
  url: string,
  {method, headers, body}: Oauth.CustomFetchOptions<string, unknown>,
): Promise<Response> {
  const {machine, signal} = transport
  const sentAt = machine.now().getTime()
  const answer = await sendForBytes(machine, {
    method: method === 'POST' ? 'POST' : 'GET',
    url,
    headers: {...headers, 'user-agent': userAgent()},
    ...(body instanceof URLSearchParams ? {body: body.toString()} : {}),
    ...(signal === undefined ? {} : {signal}),
  })
  const date = Date.parse(answer.headers.date ?? '')
  if (!Number.isNaN(date)) transport.seenSkewMs = date - Math.round((sentAt + machine.now().getTime()) / 2)
  transport.lastStatus = answer.status
  transport.lastRequestId = answer.headers['x-okta-request-id']?.toString()
  transport.nonce = answer.headers['dpop-nonce']?.toString() ?? transport.nonce
  // The library would look at a challenge only; the body says more.
  const kept = Object.entries(answer.headers).filter(
    ([name]) => name !== 'www-authenticate' && name !== 'set-cookie',
  )
  return new Response([204, 304].includes(answer.status) ? null : new Uint8Array(answer.body), {
    status: answer.status,
    headers: kept.map(([name, value]): [string, string] => [name, String(value)]),
  })
}
