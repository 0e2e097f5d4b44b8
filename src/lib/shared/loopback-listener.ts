import http from 'node:http'
import type {AddressInfo} from 'node:net'
import {OpsError, systemErrorCode} from './errors.js'
import {pageHeaders, refusalFor} from './loopback-guard.js'

/** Something that is looked at on 127.0.0.1 while it runs. */
export interface LoopbackListener {
  readonly port: number
  readonly close: () => Promise<void>
}

/** A GET or HEAD that has passed the guard. */
export interface LoopbackRequest {
  readonly method: 'GET' | 'HEAD'
  readonly path: string
  readonly query: URLSearchParams
  /** Takes a lower-case name. */
  readonly header: (name: string) => string | undefined
  /** The listener's own. */
  readonly port: number
}

export interface LoopbackAnswer {
  readonly status: number
  /** Beside those of every answer; plain text unless it is said. */
  readonly headers?: Readonly<Record<string, string>>
  readonly body: string
}

export interface LoopbackWish {
  /** 0 takes any free one. */
  readonly port: number
  /** What it is for, in messages: `the metrics`. */
  readonly what: string
  /** A command that does with any free port. */
  readonly next: string
}

/**
 * Listens on 127.0.0.1 only, for GET and HEAD. Foreign hosts and sites are turned away like at every listener.
 * @throws OpsError OPS_USAGE when the port cannot be had
 */
export async function startLoopbackListener(
  wish: LoopbackWish,
  answer: (request: LoopbackRequest) => LoopbackAnswer | Promise<LoopbackAnswer>,
): Promise<LoopbackListener> {
  const server = http.createServer({requestTimeout: 10_000}, (request, response) => {
    void answerTo(request, answer).then(({status, headers = {}, body}) => {
      const type = {'content-type': 'text/plain; charset=utf-8'}
      response.writeHead(status, {...pageHeaders(), ...type, ...headers, connection: 'close'})
      response.end(request.method === 'HEAD' ? undefined : body)
    })
  })
  server.maxConnections = 32
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error) => {
      reject(taken(error, wish))
    })
    server.listen({host: '127.0.0.1', port: wish.port, exclusive: true}, resolve)
  })
  return {
    port: (server.address() as AddressInfo).port,
    close: () =>
      new Promise((resolve) => {
        server.close(() => {
          resolve()
        })
        server.closeAllConnections()
      }),
  }
}

async function answerTo(
  request: http.IncomingMessage,
  answer: (request: LoopbackRequest) => LoopbackAnswer | Promise<LoopbackAnswer>,
): Promise<LoopbackAnswer> {
  const [path = '', query = ''] = (request.url ?? '').split('?', 2)
  const {method = ''} = request
  const port = request.socket.localPort ?? 0
  const header = (name: string): string | undefined => request.headers[name]?.toString()
  const refusal = refusalFor({method, path, header}, {port})
  if (refusal !== undefined) return {status: refusal.status, body: `${refusal.reason}\n`}
  if (method !== 'GET' && method !== 'HEAD') return {status: 405, body: 'only GET\n'}
  try {
    return await answer({method, path, query: new URLSearchParams(query), header, port})
  } catch (error) {
    return {status: 503, body: `${error instanceof OpsError ? error.message : 'this cannot be shown now'}\n`}
  }
}

function taken(error: Error, {port, what, next}: LoopbackWish): Error {
  const code = systemErrorCode(error)
  if (code !== 'EADDRINUSE' && code !== 'EACCES') return error
  const why = code === 'EACCES' ? 'may not be opened by this user' : 'is taken'
  return new OpsError('OPS_USAGE', `port ${port} on 127.0.0.1 for ${what} ${why}`, {
    failure: 'usage',
    next,
    cause: error,
  })
}
