import {Hono} from 'hono'
import type {Answer, Call, Endpoint, Service} from './call.js'
import {startDeviceAuthorization} from './device-authorization.js'
import {
  identityStore,
  identityStoreOperation,
  isForIdentityStore,
} from './identity-store/identity-store-api.js'
import {getRoleCredentials, listAccounts, listRoles, logout} from './portal.js'
import {registerClient} from './register.js'
import {serve, type Env} from './serve.js'
import {getSecretValue, isForSecrets, secretsOperation} from './secrets.js'
import {sts, stsOperation} from './sts.js'
import {createToken, tokenOperation} from './token.js'
import type {Operation} from '../faults/fault.js'
import type {World} from '../world.js'

/** AWS as a developer's machine sees it: sso-oidc, the portal, STS, Secrets Manager and the Identity Store, for `AWS_ENDPOINT_URL_*`. */
export function awsApp(world: World): Hono<Env> {
  const app = new Hono<Env>({strict: false})
  app.post('/client/register', serve(world, endpoint('oidc', 'register', registerClient)))
  app.post(
    '/device_authorization',
    serve(world, endpoint('oidc', 'device_authorization', startDeviceAuthorization)),
  )
  app.post('/token', serve(world, {service: 'oidc', operation: tokenOperation, handle: createToken}))
  app.get('/assignment/accounts', serve(world, endpoint('portal', 'accounts', listAccounts)))
  app.get('/assignment/roles', serve(world, endpoint('portal', 'roles', listRoles)))
  app.get('/federation/credentials', serve(world, endpoint('portal', 'credentials', getRoleCredentials)))
  app.post('/logout', serve(world, endpoint('portal', 'logout', logout)))
  const toSts = serve(world, {service: 'sts', operation: stsOperation, handle: sts})
  const toSecrets = serve(world, {service: 'secrets', operation: secretsOperation, handle: getSecretValue})
  const toStore = serve(world, {
    service: 'identity_store',
    operation: identityStoreOperation,
    handle: identityStore,
  })
  app.post('/', (c) => {
    const target = c.req.header('x-amz-target')
    if (isForIdentityStore(target)) return toStore(c)
    return isForSecrets(target) ? toSecrets(c) : toSts(c)
  })
  return app
}

function endpoint(
  service: Service,
  operation: Operation,
  handle: (world: World, call: Call) => Answer,
): Endpoint {
  return {service, operation: () => operation, handle}
}
