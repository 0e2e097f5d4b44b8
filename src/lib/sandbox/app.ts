import {Hono} from 'hono'
import {awsApp} from './aws/aws-app.js'
import {scimApp} from './aws/scim/scim-app.js'
import type {Env} from './aws/serve.js'
import {controlApp} from './control.js'
import {dateHeader} from './faults/clock.js'
import {safeHeaders} from './guard.js'
import {authApp} from './okta/auth/auth-app.js'
import {oktaApp} from './okta/api/okta-app.js'
import {flowsApp} from './okta/flows/flows-app.js'
import {logPages} from './log-pages.js'
import {adminApp} from './pages/admin.js'
import {authorizeApp} from './pages/authorize.js'
import {consoleApp} from './pages/console.js'
import {deviceApp} from './pages/device.js'
import {oktaActivateApp} from './pages/okta-activate.js'
import {oktaAuthorizeApp} from './pages/okta-authorize.js'
import {oktaConsentApp} from './pages/okta-consent.js'
import {signInApp} from './pages/sign-in.js'
import type {World} from './world.js'

/** Everything the sandbox serves, on one port: Okta on its own paths, AWS below `/aws`, its own control and admin pages below `/sandbox`. */
export function sandboxApp(world: World): Hono<Env> {
  const app = new Hono<Env>({strict: false})
  app.use(dateHeader(world))
  app.use(logPages(world))
  app.use(safeHeaders())
  app.route('/aws/scim', scimApp(world))
  app.route('/aws', awsApp(world))
  app.route('/aws', authorizeApp(world))
  app.route('/aws', deviceApp(world))
  app.route('/aws', consoleApp(world))
  app.route('/api/v1', oktaApp(world))
  app.route('/api/flo', flowsApp(world))
  app.route('/', authApp(world))
  app.route('/', oktaAuthorizeApp(world))
  app.route('/', oktaConsentApp(world))
  app.route('/', oktaActivateApp(world))
  app.route('/sandbox', adminApp(world))
  app.route('/sandbox', controlApp(world))
  app.route('/', signInApp(world))
  return app
}
