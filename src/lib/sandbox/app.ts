import {Hono} from 'hono'
import {awsApp} from './aws/aws-app.js'
import type {Env} from './aws/serve.js'
import {dateHeader} from './faults/clock.js'
import {guard} from './guard.js'
import type {World} from './world.js'

/** Everything the sandbox serves, on one port: AWS below `/aws`, its own control and admin pages below `/sandbox`. */
export function sandboxApp(world: World): Hono<Env> {
  const app = new Hono<Env>({strict: false})
  app.use(dateHeader(world))
  app.use(guard(world))
  app.route('/aws', awsApp(world))
  return app
}
