import http from 'node:http'
import type {AddressInfo} from 'node:net'
import {OpsError, systemErrorCode} from '../../shared/errors.js'
import {pageHeaders, refusalFor} from '../../shared/loopback-guard.js'
import type {SourceStatus} from '../source-status.js'
import {isUp, metricsText, metricsType} from './metrics-text.js'

/** Figures and health of collectors, for Prometheus and for whoever restarts them. */
export interface MetricsListener {
  readonly port: number
  readonly close: () => Promise<void>
}

/**
 * Listens on 127.0.0.1 only: `/metrics` (Prometheus text), `/healthz` (200 while every source does its work, else 503, with a
 * line a source) and nothing else. Foreign hosts and sites are turned away like at every listener.
 * @param port 0 takes any free one
 * @throws OpsError OPS_USAGE when the port is taken
 */
export async function startMetricsListener(
  port: number,
  sources: () => readonly SourceStatus[],
): Promise<MetricsListener> {
  const server = http.createServer({requestTimeout: 10_000}, (request, response) => {
    const {status, type = 'text/plain; charset=utf-8', body} = answerTo(request, sources())
    response.writeHead(status, {...pageHeaders(), 'content-type': type, connection: 'close'})
    response.end(request.method === 'HEAD' ? undefined : body)
  })
  server.maxConnections = 32
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error) => {
      reject(taken(error, port))
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

function answerTo(request: http.IncomingMessage, sources: readonly SourceStatus[]): PlainAnswer {
  const [path = ''] = (request.url ?? '').split('?')
  const {method = ''} = request
  const header = (name: string): string | undefined => request.headers[name]?.toString()
  const refusal = refusalFor({method, path, header}, {port: request.socket.localPort ?? 0})
  if (refusal !== undefined) return {status: refusal.status, body: `${refusal.reason}\n`}
  if (path !== '/metrics' && path !== '/healthz') return {status: 404, body: 'nothing here\n'}
  if (method !== 'GET' && method !== 'HEAD') return {status: 405, body: 'only GET\n'}
  if (path === '/metrics') return {status: 200, type: metricsType, body: metricsText(sources)}
  return {
    status: sources.every(isUp) ? 200 : 503,
    body: sources.map(({name, state}) => `${name} ${state}\n`).join(''),
  }
}

function taken(error: Error, port: number): Error {
  const code = systemErrorCode(error)
  if (code !== 'EADDRINUSE' && code !== 'EACCES') return error
  const why = code === 'EACCES' ? 'may not be opened by this user' : 'is taken'
  return new OpsError('OPS_USAGE', `port ${port} on 127.0.0.1 for the metrics ${why}`, {
    failure: 'usage',
    next: 'okta-ops logs collect --metrics 0 ...',
    cause: error,
  })
}
