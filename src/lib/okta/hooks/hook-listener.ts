import http, {type IncomingMessage, type ServerResponse} from 'node:http'
import https from 'node:https'
import type {AddressInfo} from 'node:net'
import type {HookInbox, HookKeys, HookNews, HookReceiver} from '../../ports/hook-receiver.js'
import {OpsError, systemErrorCode} from '../../shared/errors.js'
import {pageHeaders} from '../../shared/loopback-guard.js'
import type {Machine} from '../../shared/machine.js'
import {judgeHead, type HookRule} from './judge-request.js'
import {readBody} from './read-body.js'
import {readDelivery} from './read-delivery.js'
import {createRecentDeliveries} from './recent-deliveries.js'
import {createSecretCheck} from './secret-check.js'

/** How a receiver listens, and to whom. */
export interface HookListening extends HookKeys {
  /** An address of this machine. */
  readonly host: string
  /** 0 takes any free one. */
  readonly port: number
  /** Where Okta's requests end up, such as `/okta-events`. */
  readonly path: string
  /** Host values besides those of this machine, as `hostsOf` makes them. */
  readonly hosts: readonly string[]
  /** The header that carries the secret; capitals do not matter. */
  readonly secretHeader: string
  readonly behindProxy: boolean
  /** For the headers, and for the whole request, in milliseconds; 5 s and 10 s unless said. */
  readonly patience?: {readonly headersMs: number; readonly requestMs: number}
}

export interface HookListenerDeps {
  readonly machine: Pick<Machine, 'randomBytes'>
  readonly take: HookInbox
  readonly tell: (news: HookNews) => void
}

/** Okta documents no largest body; an event has about 3 kB. */
const mostBody = 5_000_000
const mostInFlight = 20

const usualPatience = {headersMs: 5000, requestMs: 10_000}

/**
 * Listens for Okta's event hooks. A request is answered 204 once `take` has returned; what is not certainly from Okta is refused
 * before its body is read.
 * @throws OpsError OPS_USAGE when the address or port cannot be had, or the certificate and key are no pair
 */
export async function startHookListener(
  deps: HookListenerDeps,
  listening: HookListening,
): Promise<HookReceiver> {
  const {host, port} = listening
  const server = createServer(listening)
  server.maxConnections = 256
  await listen(server, {host, port})
  const bound = (server.address() as AddressInfo).port
  let rule = ruleOf(deps, listening, bound)
  server.on('request', createHandler(deps, {server, rule: () => rule}))
  return {
    port: bound,
    renew: ({secrets, tls}) => {
      if (tls !== undefined && server instanceof https.Server) server.setSecureContext(tls)
      rule = ruleOf(deps, {...listening, secrets}, bound)
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => {
          resolve()
        })
        server.closeIdleConnections()
      }),
  }
}

function createServer({tls, patience = usualPatience}: HookListening): http.Server {
  const {headersMs, requestMs} = patience
  const timeouts = {
    headersTimeout: headersMs,
    requestTimeout: requestMs,
    keepAliveTimeout: headersMs,
    // Node looks for the slow ones every 30 s unless told.
    connectionsCheckingInterval: headersMs / 10,
  }
  if (tls === undefined) return http.createServer(timeouts)
  try {
    return https.createServer({...timeouts, ...tls, minVersion: 'TLSv1.2', handshakeTimeout: headersMs})
  } catch (cause) {
    throw new OpsError('OPS_USAGE', 'the TLS certificate and key cannot be used: are they PEM, and a pair?', {
      failure: 'usage',
      next: 'okta-ops triggers serve --help',
      cause,
    })
  }
}

function ruleOf({machine}: HookListenerDeps, listening: HookListening, port: number): HookRule {
  const {hosts, path, secretHeader, secrets, behindProxy} = listening
  const isSecret = createSecretCheck(machine, secrets)
  const own = listening.host.includes(':') ? [`[${listening.host}]:${port}`] : []
  return {
    port,
    hosts: [...hosts, ...own],
    path,
    secretHeader: secretHeader.toLowerCase(),
    isSecret,
    mostBody,
    behindProxy,
  }
}

type Handler = (request: IncomingMessage, response: ServerResponse) => void

function createHandler(
  {take, tell}: HookListenerDeps,
  {server, rule}: {readonly server: http.Server; readonly rule: () => HookRule},
): Handler {
  const recent = createRecentDeliveries()
  let inFlight = 0

  const refuse = (response: ServerResponse, status: number, reason: string): void => {
    tell({kind: 'refused', status, reason})
    answer(response, {status, text: reason})
  }

  const deliver = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    if (inFlight >= mostInFlight) {
      refuse(response, 503, 'too many at once')
      return
    }
    inFlight++
    try {
      const body = await readBody(request, mostBody)
      if (body === 'too large') refuse(response, 413, 'too large')
      else if (body === 'cut off')
        tell({kind: 'refused', status: 408, reason: 'the body did not come in time'})
      else accept(body, response)
    } finally {
      inFlight--
    }
  }

  const accept = (body: Buffer, response: ServerResponse): void => {
    const read = readDelivery(body)
    if ('wrong' in read) {
      refuse(response, 400, read.wrong)
      return
    }
    const {delivery, skipped} = read
    const repeated = recent.has(delivery.id, body)
    try {
      if (!repeated) take(delivery)
    } catch (error) {
      tell({kind: 'failed', error})
      answer(response, {status: 503, text: 'try again'})
      return
    }
    recent.add(delivery.id, body)
    // A connection that is kept would hold up the end of a receiver that is to stop.
    response.writeHead(204, {...pageHeaders(), ...(server.listening ? {} : {connection: 'close'})})
    response.end()
    tell({kind: 'delivered', id: delivery.id, events: delivery.events.length, repeated, skipped})
  }

  return (request, response) => {
    const {method = '', url = ''} = request
    const header = (name: string): string | undefined => request.headers[name]?.toString()
    const verdict = judgeHead({method, target: url, header}, rule())
    if (verdict.kind === 'refuse') refuse(response, verdict.status, verdict.reason)
    else if (verdict.kind === 'verify') {
      response.writeHead(200, {...pageHeaders(), 'content-type': 'application/json'})
      response.end(JSON.stringify({verification: verdict.challenge}))
      tell({kind: 'verified'})
    } else void deliver(request, response)
  }
}

/** What is left of a body is not read. */
function answer(
  response: ServerResponse,
  {status, text}: {readonly status: number; readonly text: string},
): void {
  response.writeHead(status, {
    ...pageHeaders(),
    'content-type': 'text/plain; charset=utf-8',
    connection: 'close',
    ...(status === 503 ? {'retry-after': '1'} : {}),
  })
  response.end(`${text}\n`)
}

function listen(
  server: http.Server,
  {host, port}: {readonly host: string; readonly port: number},
): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', (error) => {
      reject(notToBeHad(error, {host, port}))
    })
    server.listen({host, port, exclusive: true}, resolve)
  })
}

const reasons: Readonly<Record<string, string>> = {
  EADDRINUSE: 'is taken',
  EACCES: 'may not be opened by this user',
  EADDRNOTAVAIL: 'is not an address of this machine',
  ENOTFOUND: 'is not an address of this machine',
}

function notToBeHad(error: Error, {host, port}: {readonly host: string; readonly port: number}): Error {
  const why = reasons[systemErrorCode(error) ?? '']
  if (why === undefined) return error
  return new OpsError('OPS_USAGE', `port ${port} on ${host} for the event hooks ${why}`, {
    failure: 'usage',
    next: 'okta-ops triggers serve --port 0 --help',
    cause: error,
  })
}
