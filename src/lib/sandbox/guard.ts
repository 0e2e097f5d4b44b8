import type {MiddlewareHandler} from 'hono'
import type {IncomingMessage, ServerResponse} from 'node:http'
import {pageHeaders, refusalFor} from '../shared/loopback-guard.js'

/**
 * The rule of every listener, applied before anything reads the request: true when it was turned away and answered. In
 * front of hono, which answers a Host it cannot read in its own way.
 */
export function turnAway(incoming: IncomingMessage, outgoing: ServerResponse, port: number): boolean {
  const [path = ''] = (incoming.url ?? '').split('?')
  const header = (name: string): string | undefined => incoming.headers[name]?.toString()
  const refusal = refusalFor(
    {method: incoming.method ?? '', path, header},
    {port, landingPaths: landingPaths(path)},
  )
  if (refusal === undefined) return false
  outgoing.writeHead(refusal.status, {'content-type': 'text/plain', ...pageHeaders()})
  outgoing.end(`${refusal.reason}\n`)
  return true
}

/**
 * Where an application sends a browser. Okta's road has three stops, each reached by a redirect of the one before, which
 * a browser still calls caused by the other site.
 */
function landingPaths(path: string): readonly string[] {
  const fixed = ['/aws/authorize', '/oauth2/v1/authorize', '/oauth2/v1/signin']
  return /^\/oauth2\/v1\/authorize\/[\w-]+$/.test(path) ? [...fixed, path] : fixed
}

/** The headers of a listener's answers on every answer that did not bring its own. */
export function safeHeaders(): MiddlewareHandler {
  return async (c, next) => {
    await next()
    for (const [name, value] of Object.entries(pageHeaders())) {
      if (!c.res.headers.has(name)) c.header(name, value)
    }
  }
}
