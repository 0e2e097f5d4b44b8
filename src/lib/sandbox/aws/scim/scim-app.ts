import {Hono} from 'hono'
import {serveScim} from './serve-scim.js'
import * as config from './scim-config.js'
import * as groups from './scim-groups.js'
import type {ScimReply, ScimRequest} from './scim-request.js'
import * as users from './scim-users.js'
import type {Env} from '../serve.js'
import type {Operation} from '../../faults/fault.js'
import type {World} from '../../world.js'

type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'
type Route = readonly [Method, path: string, Operation, (request: ScimRequest) => ScimReply]

/** What AWS supports: no PUT of a group, no /Me, /Bulk or /.search. */
const routes: readonly Route[] = [
  ['GET', '/Users', 'scim.list_users', users.listUsers],
  ['POST', '/Users', 'scim.create_user', users.createUser],
  ['GET', '/Users/:id', 'scim.get_user', users.readOneUser],
  ['PUT', '/Users/:id', 'scim.put_user', users.replaceUser],
  ['PATCH', '/Users/:id', 'scim.patch_user', users.patchUser],
  ['DELETE', '/Users/:id', 'scim.delete_user', users.deleteUser],
  ['GET', '/Groups', 'scim.list_groups', groups.listGroups],
  ['POST', '/Groups', 'scim.create_group', groups.createGroup],
  ['GET', '/Groups/:id', 'scim.get_group', groups.readGroup],
  ['PATCH', '/Groups/:id', 'scim.patch_group', groups.patchGroup],
  ['DELETE', '/Groups/:id', 'scim.delete_group', groups.deleteGroup],
  ['GET', '/ServiceProviderConfig', 'scim.config', config.serviceProviderConfig],
  ['GET', '/ResourceTypes', 'scim.config', config.resourceTypes],
  ['GET', '/ResourceTypes/:id', 'scim.config', config.resourceType],
  ['GET', '/Schemas', 'scim.config', config.schemas],
  ['GET', '/Schemas/:id', 'scim.config', config.schema],
]

/** The automatic-provisioning endpoint of Identity Center, below `/aws/scim/TENANT/scim/v2`. */
export function scimApp(world: World): Hono<Env> {
  const app = new Hono<Env>({strict: false})
  for (const [method, path, operation, handle] of routes)
    app.on(method, `/:tenant/scim/v2${path}`, serveScim(world, operation, handle))
  app.all('/:tenant/scim/v2/*', serveScim(world, 'scim.config', config.unsupported))
  return app
}
