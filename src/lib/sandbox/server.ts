import {getRequestListener} from '@hono/node-server'
import {createServer, type Server} from 'node:http'
import type {AddressInfo} from 'node:net'
import type {Hono} from 'hono'
import type {Env} from './aws/serve.js'
import {turnAway} from './guard.js'
import {leadNowhere} from './way-out.js'
import {OpsError, systemErrorCode} from '../shared/errors.js'

/** A listening server on 127.0.0.1. */
export interface Listening {
  readonly port: number
  /** Resolves when no connection is left. */
  readonly close: () => Promise<void>
}

/**
 * Serves `app` on 127.0.0.1; port 0 takes any free one.
 * @throws OpsError OPS_SANDBOX when the port is taken
 */
export async function listen(app: Hono<Env>, port: number): Promise<Listening> {
  const server = createServer((incoming, outgoing) => {
    if (turnAway(incoming, outgoing, portOf(server))) return
    const serve = getRequestListener((request) => app.fetch(request, {incoming, outgoing}))
    void serve(incoming, outgoing)
  })
  leadNowhere(server, () => portOf(server))
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error) => {
      reject(explained(error, port))
    })
    server.listen(port, '127.0.0.1', resolve)
  })
  return {port: portOf(server), close: () => closeServer(server)}
}

function portOf(server: Server): number {
  return (server.address() as AddressInfo).port
}

function explained(error: Error, port: number): Error {
  const code = systemErrorCode(error)
  if (code !== 'EADDRINUSE' && code !== 'EACCES') return error
  const why = code === 'EACCES' ? 'may not be opened by this user' : 'is taken'
  return new OpsError('OPS_SANDBOX', `port ${port} on 127.0.0.1 ${why}`, {
    next: 'okta-ops sandbox start --port 0',
    cause: error,
  })
}

function closeServer(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => {
      resolve()
    })
    server.closeAllConnections()
  })
}
