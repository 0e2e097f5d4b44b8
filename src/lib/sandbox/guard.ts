import type {MiddlewareHandler} from 'hono'
import type {World} from './world.js'
import {pageHeaders, refusalFor} from '../shared/loopback-guard.js'

/** The rule of every listener in front of every route: requests another site caused do not get further. */
export function guard(world: World): MiddlewareHandler {
  return async (c, next) => {
    const refusal = refusalFor(
      {method: c.req.method, path: c.req.path, header: (name) => c.req.header(name)},
      {port: Number(new URL(world.origin).port), landingPaths: ['/aws/authorize']},
    )
    if (refusal !== undefined) return c.text(`${refusal.reason}\n`, refusal.status, pageHeaders())
    await next()
    for (const [name, value] of Object.entries(pageHeaders())) {
      if (!c.res.headers.has(name)) c.header(name, value)
    }
    return undefined
  }
}
