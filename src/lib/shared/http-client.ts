import type {Agent, ClientRequest, IncomingHttpHeaders, IncomingMessage, RequestOptions} from 'node:http'
import type {Socket} from 'node:net'
import {OpsError} from './errors.js'
import {routeTo} from './http-agent.js'
import {networkFailure, proxyRefusal, type ProxyBetween} from './http-errors.js'
import {isLoopbackHost} from './loopback.js'
import type {Machine} from './machine.js'
import {proxyFor} from './proxy.js'
import {visibleText} from './visible-text.js'

export interface HttpRequest {
  readonly method: 'GET' | 'HEAD' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'
  readonly url: string
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: string | Uint8Array
  /** For the whole exchange; 20 s unless said. */
  readonly timeoutMs?: number
  readonly signal?: AbortSignal
  /** Keeps connections open between many requests to one host; not used behind a proxy. */
  readonly agent?: Agent
  /** Largest answer taken, in bytes; 4 MiB unless said. */
  readonly largestBody?: number
  /** Told once the service is reached, TLS included: until then nothing of the request can have left this machine. */
  readonly onConnected?: () => void
}

export interface HttpResponse {
  readonly status: number
  readonly headers: IncomingHttpHeaders
  readonly body: string
}

/** An answer whose body is kept byte for byte. */
export interface HttpByteResponse {
  readonly status: number
  readonly headers: IncomingHttpHeaders
  readonly body: Buffer
}

/** What the services send is a few kilobytes; a login page of some proxy may be anything. */
const usualLargestBody = 4 * 1024 * 1024

/**
 * One HTTP exchange, tried once, redirects not followed, any status answered. On node:http(s) because fetch costs a
 * credential process twice as much and ignores proxies.
 * @throws OpsError OPS_CLEAR_TEXT before anything is sent to an http address off loopback; OPS_NETWORK, OPS_TLS or
 *   OPS_PROXY (exit 6) when no whole answer came
 */
export async function sendRequest(machine: Machine, request: HttpRequest): Promise<HttpResponse> {
  const {status, headers, body} = await sendForBytes(machine, request)
  return {status, headers, body: body.toString('utf8')}
}

/** `sendRequest` whose answer keeps its bytes. */
export async function sendForBytes(machine: Machine, request: HttpRequest): Promise<HttpByteResponse> {
  const url = checkedUrl(request.url)
  const startedAt = machine.monotonicMs()
  const spent = (): number => Math.round(machine.monotonicMs() - startedAt)
  const line = `${request.method} ${url.origin}${visibleText(url.pathname)}`
  try {
    const response = await exchange(machine, url, request)
    const id = response.headers['x-amzn-requestid'] ?? response.headers['x-okta-request-id']
    const known = typeof id === 'string' ? ` (request ${visibleText(id)})` : ''
    machine.debug(`${line} -> ${response.status} in ${spent()} ms${known}`)
    return response
  } catch (error) {
    request.signal?.throwIfAborted()
    const failure =
      error instanceof OpsError
        ? error
        : networkFailure({url, proxy: undefined, reached: false, cause: error})
    machine.debug(`${line} -> ${failure.code} in ${spent()} ms`)
    throw failure
  }
}

function checkedUrl(text: string): URL {
  const url = URL.canParse(text) ? new URL(text) : undefined
  if (url === undefined || !['http:', 'https:'].includes(url.protocol)) {
    throw new OpsError('OPS_USAGE', `not an http(s) address: ${JSON.stringify(text)}`, {failure: 'usage'})
  }
  if (url.protocol === 'http:' && !isLoopbackHost(url.hostname)) {
    throw new OpsError(
      'OPS_CLEAR_TEXT',
      `refusing to send a secret to ${url.host} in clear text: its address begins with http://`,
      {failure: 'refused', next: 'env | grep AWS_ENDPOINT_URL'},
    )
  }
  return url
}

async function exchange(machine: Machine, url: URL, request: HttpRequest): Promise<HttpByteResponse> {
  // Not by import(): making an ES module of a built-in costs a tenth of a program's start.
  const {request: open} = process.getBuiltinModule(url.protocol === 'https:' ? 'node:https' : 'node:http')
  const {options: way, cut} = await routeTo(machine, url, request.signal)
  const options: RequestOptions = {
    method: request.method,
    headers: {...request.headers, ...lengthOf(request.body)},
    ...(request.signal === undefined ? {} : {signal: request.signal}),
    ...(request.agent === undefined ? {} : {agent: request.agent}),
    ...way,
  }
  return new Promise((resolve, reject) => {
    const sent = open(url, options)
    const proxy = watchProxy(machine, sent, url)
    let reached = false
    const lose = (cause: unknown): void => {
      reject(cause instanceof OpsError ? cause : networkFailure({url, proxy: proxy(), reached, cause}))
    }
    const deadline = setTimeout(() => {
      sent.destroy(Object.assign(new Error('no answer in time'), {code: 'ETIMEDOUT'}))
      cut?.()
    }, request.timeoutMs ?? 20_000)
    tellConnected(sent, url, () => {
      reached = true
      request.onConnected?.()
    })
    sent.on('error', lose)
    sent.on('close', () => {
      clearTimeout(deadline)
    })
    sent.on('response', (answer) => {
      readBody(answer, request.largestBody ?? usualLargestBody).then((body) => {
        resolve({status: answer.statusCode ?? 0, headers: answer.headers, body})
      }, lose)
    })
    sent.end(request.body)
  })
}

/** A socket that is kept from an earlier request is connected from the start. */
function tellConnected(sent: ClientRequest, url: URL, tell: () => void): void {
  sent.on('socket', (socket: Socket & {readonly secureConnecting?: boolean}) => {
    if (!socket.connecting && socket.secureConnecting !== true) tell()
    else socket.once(url.protocol === 'https:' ? 'secureConnect' : 'connect', tell)
  })
}

function lengthOf(body: string | Uint8Array | undefined): Record<string, string> {
  return body === undefined ? {} : {'content-length': String(Buffer.byteLength(body))}
}

/** By events and not by `for await`, whose machinery alone takes a millisecond the first time. */
function readBody(answer: IncomingMessage, largest: number): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = []
    let size = 0
    answer.on('error', reject)
    answer.on('data', (chunk: Buffer) => {
      size += chunk.length
      chunks.push(chunk)
      if (size > largest) answer.destroy(Object.assign(new Error('too large'), {code: 'OPS_TOO_LARGE'}))
    })
    answer.on('end', () => {
      resolve(Buffer.concat(chunks))
    })
  })
}

/**
 * A proxy that will not connect answers in the service's place; its 403 must not be taken for the service's.
 * @returns what is known by now about the proxy in between
 */
function watchProxy(machine: Machine, sent: ClientRequest, url: URL): () => ProxyBetween | undefined {
  const host = proxyFor(machine.env, url)?.host
  let connected = false
  sent.on('proxyConnect', ({statusCode}: {readonly statusCode: number}) => {
    connected = statusCode === 200
    if (!connected) sent.destroy(proxyRefusal(url, statusCode))
  })
  return () => (host === undefined ? undefined : {host, connected})
}
