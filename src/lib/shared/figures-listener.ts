import http from 'node:http'
import type {AddressInfo} from 'node:net'
import {OpsError, systemErrorCode} from './errors.js'
import {pageHeaders, refusalFor} from './loopback-guard.js'
import {metricsType} from './metrics-format.js'

/** Figures and health of something that runs for long, for Prometheus and for whoever restarts it. */
export interface FiguresListener {
  readonly port: number
  readonly close: () => Promise<void>
}

/** A part whose health is told. */
export interface PartHealth {
  readonly name: string
  readonly state: string
  readonly isUp: boolean
}

export interface Figures {
  /** In the Prometheus text format. */
  readonly metrics: () => string
  readonly health: () => readonly PartHealth[]
  /** A command that does with any free port. */
  readonly next: string
}

/**
 * Listens on 127.0.0.1 only: `/metrics` (Prometheus text), `/healthz` (200 while every part does its work, else 503, with a
 * line a part) and nothing else. Foreign hosts and sites are turned away like at every listener.
 * @param port 0 takes any free one
 * @throws OpsError OPS_USAGE when the port is taken
 */
export async function startFiguresListener(port: number, figures: Figures): Promise<FiguresListener> {
  const server = http.createServer({requestTimeout: 10_000}, (request, response) => {
    const {status, type = 'text/plain; charset=utf-8', body} = answerTo(request, figures)
    response.writeHead(status, {...pageHeaders(), 'content-type': type, connection: 'close'})
    response.end(request.method === 'HEAD' ? undefined : body)
  })
  server.maxConnections = 32
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error) => {
      reject(taken(error, {port, next: figures.next}))
    })
    server.listen({host: '127.0.0.1', port, exclusive: true}, resolve)
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

interface PlainAnswer {
  readonly status: number
  readonly type?: string
  readonly body: string
}

function answerTo(request: http.IncomingMessage, {metrics, health}: Figures): PlainAnswer {
  const [path = ''] = (request.url ?? '').split('?')
  const {method = ''} = request
  const header = (name: string): string | undefined => request.headers[name]?.toString()
  const refusal = refusalFor({method, path, header}, {port: request.socket.localPort ?? 0})
  if (refusal !== undefined) return {status: refusal.status, body: `${refusal.reason}\n`}
  if (path !== '/metrics' && path !== '/healthz') return {status: 404, body: 'nothing here\n'}
  if (method !== 'GET' && method !== 'HEAD') return {status: 405, body: 'only GET\n'}
  if (path === '/metrics') return {status: 200, type: metricsType, body: metrics()}
  const parts = health()
  return {
    status: parts.every(({isUp}) => isUp) ? 200 : 503,
    body: parts.map(({name, state}) => `${name} ${state}\n`).join(''),
  }
}

function taken(error: Error, {port, next}: {readonly port: number; readonly next: string}): Error {
  const code = systemErrorCode(error)
  if (code !== 'EADDRINUSE' && code !== 'EACCES') return error
  const why = code === 'EACCES' ? 'may not be opened by this user' : 'is taken'
  return new OpsError('OPS_USAGE', `port ${port} on 127.0.0.1 for the metrics ${why}`, {
    failure: 'usage',
    next,
    cause: error,
  })
}
