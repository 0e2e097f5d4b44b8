import type {Context} from 'hono'
import {grantAuthorization, readAuthorizeRequest} from './authorize.js'
import type {Env} from './serve.js'
import {readCall} from '../read-call.js'
import type {World} from '../world.js'

/** GET /authorize in a browser. */
export function authorizePage(world: World): (c: Context<Env>) => Promise<Response> {
  return async (c) => {
    const request = readAuthorizeRequest(world, await readCall(c))
    if ('error' in request) {
      return request.redirect === undefined
        ? c.text(`${request.description}\n`, 400)
        : c.redirect(request.redirect)
    }
    if (world.autoApproveAs === undefined) return c.text('The pages are still being painted.\n', 501)
    return c.redirect(grantAuthorization(world, request, world.autoApproveAs))
  }
}
