import http, {type IncomingMessage, type ServerResponse} from 'node:http'
import {deferred} from '../../shared/deferred.js'
import {pageHeaders, refusalFor} from '../../shared/loopback-guard.js'
import type {Machine} from '../../shared/machine.js'

/**
 * An address on this machine that leads to `target` once. A program's arguments can be read by every user of the machine, so
 * an address that is itself a secret must not be one of the browser's; this one is worthless as soon as it was followed.
 */
export interface OneTimeLink {
  readonly url: string
  /** Resolves when a browser has been sent on. */
  readonly followed: Promise<void>
  readonly close: () => void
}

/** Starts to listen on 127.0.0.1, any free port. */
export async function offerOnce(machine: Machine, target: string): Promise<OneTimeLink> {
  const path = `/${Buffer.from(machine.randomBytes(32)).toString('base64url')}`
  const followed = deferred<undefined>()
  let spent = false
  const server = http.createServer({requestTimeout: 10_000}, (request, response) => {
    const refused = refusalOf(request, path)
    if (refused !== undefined || spent) {
      answer(response, refused ?? 410)
      return
    }
    spent = true
    response.once('close', () => {
      followed.resolve(undefined)
    })
    answer(response, 302, {location: target})
  })
  const port = await listen(server)
  return {
    url: `http://127.0.0.1:${port}${path}`,
    followed: followed.promise,
    close: () => {
      server.close()
      server.closeAllConnections()
    },
  }
}

function refusalOf(request: IncomingMessage, path: string): number | undefined {
  const header = (name: string): string | undefined => request.headers[name]?.toString()
  const {method = '', url = ''} = request
  const rule = {port: request.socket.localPort ?? 0, landingPaths: [path]}
  const refusal = refusalFor({method, path: url, header}, rule)
  if (refusal !== undefined) return refusal.status
  if (url !== path) return 404
  return method === 'GET' ? undefined : 405
}

function answer(response: ServerResponse, status: number, headers: Record<string, string> = {}): void {
  response.writeHead(status, {
    ...pageHeaders(),
    connection: 'close',
    'referrer-policy': 'no-referrer',
    ...headers,
  })
  response.end()
}

function listen(server: http.Server): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen({host: '127.0.0.1', port: 0}, () => {
      const address = server.address()
      resolve(typeof address === 'object' && address !== null ? address.port : 0)
    })
  })
}
