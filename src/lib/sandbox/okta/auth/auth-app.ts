import {Hono} from 'hono'
import {jsonOf} from './oauth-error.js'
import type {AuthAnswer} from './provider-call.js'
import {serveAuth} from './serve-auth.js'
import {tellReuse, tellRevoked, tellToken} from './tell.js'
import {checkClient, checkScope, checkTokenRequest} from './token-request.js'
import {textField, type Call} from '../../aws/call.js'
import type {Env} from '../../aws/serve.js'
import type {World} from '../../world.js'

/** The authorization server of the org, save its pages: what programs ask of it. */
export function authApp(world: World): Hono<Env> {
  const app = new Hono<Env>({strict: false})
  app.get('/.well-known/openid-configuration', serveAuth(world, {}))
  app.get('/.well-known/oauth-authorization-server', serveAuth(world, {}))
  app.get('/oauth2/v1/keys', serveAuth(world, {}))
  app.on(['GET', 'POST'], '/oauth2/v1/userinfo', serveAuth(world, {}))
  app.post(
    '/oauth2/v1/token',
    serveAuth(world, {operation: 'okta.token', check: checkTokenRequest, finish: finishToken}),
  )
  app.post(
    '/oauth2/v1/device/authorize',
    serveAuth(world, {operation: 'okta.device', check: checkDeviceRequest, finish: finishDevice}),
  )
  app.post('/oauth2/v1/introspect', serveAuth(world, {check: checkClient}))
  app.post(
    '/oauth2/v1/revoke',
    serveAuth(world, {operation: 'okta.revoke', check: checkClient, finish: finishRevoke}),
  )
  return app
}

function finishToken(world: World, call: Call, answer: AuthAnswer): AuthAnswer {
  if (isReuse(world, call, answer)) tellReuse(world, call)
  tellToken(world, call, answer)
  return withoutRefreshToken(world, answer)
}

/** The `no_refresh_token` fault. */
function withoutRefreshToken(world: World, answer: AuthAnswer): AuthAnswer {
  const {refresh_token: withheld, ...rest} = jsonOf(answer)
  if (withheld === undefined || !world.faults.take(['no_refresh_token'], 'okta.token')) return answer
  return {...answer, body: JSON.stringify(rest)}
}

/** oidc-provider takes a refresh token away, and all that came of it, when it sees it again after its grace. */
function isReuse(world: World, call: Call, answer: AuthAnswer): boolean {
  const refreshToken = textField(call, 'refresh_token') ?? ''
  return jsonOf(answer)['error'] === 'invalid_grant' && world.oktaAuth.rotated.has(refreshToken)
}

function checkDeviceRequest(world: World, call: Call): void {
  checkScope(world, checkClient(world, call), textField(call, 'scope'))
}

/** oidc-provider names no interval; Okta does. */
function finishDevice(world: World, _: Call, answer: AuthAnswer): AuthAnswer {
  if (answer.status !== 200) return answer
  const interval = Math.max(1, Math.round(world.lifetimes.deviceIntervalMs / 1000))
  return {...answer, body: JSON.stringify({...jsonOf(answer), interval})}
}

function finishRevoke(world: World, call: Call, answer: AuthAnswer): AuthAnswer {
  if (answer.status === 200) tellRevoked(world, call)
  return answer
}
