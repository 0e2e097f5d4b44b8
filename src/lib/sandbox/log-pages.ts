import type {MiddlewareHandler} from 'hono'
import type {Operation} from './faults/fault.js'
import type {World} from './world.js'

/** Pages that programs send people to. */
const pageOperations: Readonly<Record<string, Operation>> = {
  '/aws/authorize': 'authorize',
  '/oauth2/v1/authorize': 'okta.authorize',
}

/** Writes into the request log what no service endpoint wrote there: pages, refusals of the guard, unknown paths. */
export function logPages(world: World): MiddlewareHandler {
  return async (c, next) => {
    const before = world.log.count
    await next()
    if (world.log.count > before) return
    const {pathname, searchParams} = new URL(c.req.url)
    if (pathname.startsWith('/sandbox/')) return // the admin view would only see itself
    world.log.add({
      at: world.now(),
      method: c.req.method,
      path: pathname,
      query: Object.fromEntries(searchParams),
      headers: c.req.header(),
      body: '',
      operation: pageOperations[pathname],
      status: c.res.status,
      fault: undefined,
      login: undefined,
    })
  }
}
