import {Hono} from 'hono'
import type {OktaEndpoint} from './request.js'
import {serveOkta} from './serve.js'
import {listLogs} from '../log/logs-api.js'
import {readUser} from '../directory/users-api.js'
import type {Env} from '../../aws/serve.js'
import type {World} from '../../world.js'

type Method = 'GET' | 'POST' | 'PUT' | 'DELETE'

const endpoints: readonly (readonly [Method, string, OktaEndpoint])[] = [
  ['GET', '/logs', {operation: 'okta.logs', bucket: 'logs', scope: 'okta.logs.read', handle: listLogs}],
  [
    'GET',
    '/users/:user',
    {operation: 'okta.users', bucket: 'user', scope: 'okta.users.read', handle: readUser},
  ],
]

/** The org's API below /api/v1. */
export function oktaApp(world: World): Hono<Env> {
  const app = new Hono<Env>({strict: false})
  for (const [method, path, endpoint] of endpoints) app.on(method, path, serveOkta(world, endpoint))
  return app
}
