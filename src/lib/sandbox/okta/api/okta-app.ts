import {Hono} from 'hono'
import type {OktaEndpoint} from './request.js'
import {serveOkta} from './serve.js'
import * as groups from '../directory/groups-api.js'
import * as members from '../directory/members-api.js'
import * as rules from '../directory/rules-api.js'
import * as users from '../directory/users-api.js'
import * as hooks from '../hooks/hooks-api.js'
import {listLogs} from '../log/logs-api.js'
import type {Bucket} from '../limits/rate-limits.js'
import {notSupported, refusalBody} from '../refusal.js'
import type {Env} from '../../aws/serve.js'
import type {Operation} from '../../faults/fault.js'
import type {World} from '../../world.js'

type Method = 'GET' | 'POST' | 'PUT' | 'DELETE'
type Handler = OktaEndpoint['handle']
type Route = readonly [Method, path: string, Bucket, Handler]

/** Per kind of object: the operation in faults, the beginning of the scope, and the routes. First come, first served. */
const parts: readonly (readonly [Operation, scope: string, readonly Route[]])[] = [
  ['okta.logs', 'okta.logs', [['GET', '/logs', 'logs', listLogs]]],
  [
    'okta.users',
    'okta.users',
    [
      ['GET', '/users', 'users', users.listUsers],
      ['POST', '/users', 'users', users.postUser],
      ['GET', '/users/:user', 'user', users.readUser],
      ['POST', '/users/:user', 'user', users.changeUser],
      ['PUT', '/users/:user', 'user', users.changeUser],
      ['DELETE', '/users/:user', 'user', users.removeUser],
      ['GET', '/users/:user/groups', 'other', users.listGroupsOfUser],
      ['POST', '/users/:user/lifecycle/:step', 'other', users.changeLifecycle],
    ],
  ],
  [
    'okta.hooks',
    'okta.eventHooks',
    [
      ['GET', '/eventHooks', 'other', hooks.listHooks],
      ['POST', '/eventHooks', 'other', hooks.postHook],
      ['GET', '/eventHooks/:hook', 'other', hooks.readOneHook],
      ['PUT', '/eventHooks/:hook', 'other', hooks.putHook],
      ['DELETE', '/eventHooks/:hook', 'other', hooks.deleteHook],
      ['POST', '/eventHooks/:hook/lifecycle/:step', 'other', hooks.changeHook],
    ],
  ],
  [
    'okta.rules',
    'okta.groups',
    [
      ['GET', '/groups/rules', 'groups', rules.listRules],
      ['POST', '/groups/rules', 'groups', rules.postRule],
      ['GET', '/groups/rules/:rule', 'groups', rules.readRule],
      ['PUT', '/groups/rules/:rule', 'groups', rules.putRule],
      ['DELETE', '/groups/rules/:rule', 'groups', rules.deleteRule],
      ['POST', '/groups/rules/:rule/lifecycle/:step', 'groups', rules.changeRule],
    ],
  ],
  [
    'okta.groups',
    'okta.groups',
    [
      ['GET', '/groups', 'groups', groups.listGroups],
      ['POST', '/groups', 'groups', groups.postGroup],
      ['GET', '/groups/:group', 'group', groups.readGroup],
      ['PUT', '/groups/:group', 'group', groups.putGroup],
      ['DELETE', '/groups/:group', 'group', groups.removeGroup],
      ['GET', '/groups/:group/users', 'groups', members.listMembers],
      ['PUT', '/groups/:group/users/:user', 'groups', members.putMember],
      ['DELETE', '/groups/:group/users/:user', 'groups', members.deleteMember],
    ],
  ],
]

/** The org's API below /api/v1. Reading needs the scope `.read`, everything else `.manage`. */
export function oktaApp(world: World): Hono<Env> {
  const app = new Hono<Env>({strict: false})
  for (const [operation, scope, routes] of parts) {
    for (const [method, path, bucket, handle] of routes) {
      const needed = `${scope}.${method === 'GET' ? 'read' : 'manage'}`
      app.on(method, path, serveOkta(world, {operation, bucket, scope: needed, handle}))
    }
  }
  app.all('*', (c) => {
    const refusal = notSupported()
    return c.json(refusalBody(refusal), 405)
  })
  return app
}
