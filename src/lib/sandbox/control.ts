import {Hono, type Context} from 'hono'
import {act} from './actions/act.js'
import type {Env} from './aws/serve.js'
import {OpsError} from '../shared/errors.js'
import {NoSuchThing} from './company/company.js'
import {recordLines} from './okta/flows/records.js'
import type {World} from './world.js'

/** Where `sandbox do` posts its words; the Authorization header carries the secret of this run. */
export const controlPath = '/sandbox/control'

/**
 * POST /sandbox/control `{"action": ["user.deactivate", "..."]}`; GET /sandbox/flow-records, with `?flow=NAME`, the
 * execution records as NDJSON.
 */
export function controlApp(world: World): Hono<Env> {
  const app = new Hono<Env>()
  app.post('/control', async (c) => {
    if (!isAllowed(world, c)) return c.json(notAllowed, 403)
    const words = readWords(await c.req.text())
    if (words === undefined) return c.json({error: 'expected {"action": [words]}'}, 400)
    try {
      return c.json(act(world, words))
    } catch (error) {
      if (error instanceof OpsError) return c.json({error: error.message}, 400)
      throw error
    }
  })
  app.get('/flow-records', (c) => {
    if (!isAllowed(world, c)) return c.json(notAllowed, 403)
    const name = c.req.query('flow')
    try {
      const flow = name === undefined ? undefined : world.okta.flows.named(name)
      return c.body(recordLines(world, flow), 200, {'content-type': 'application/x-ndjson'})
    } catch (error) {
      if (error instanceof NoSuchThing) return c.json({error: error.message}, 404)
      throw error
    }
  })
  return app
}

const notAllowed = {error: 'the control secret is missing or wrong'}

function isAllowed(world: World, c: Context): boolean {
  return world.door.isControlSecret(c.req.header('authorization')?.replace(/^Bearer /, ''))
}

function readWords(text: string): readonly string[] | undefined {
  try {
    const {action} = JSON.parse(text) as {action?: unknown}
    const words: unknown[] = Array.isArray(action) ? action : []
    return words.every((word) => typeof word === 'string') ? words : undefined
  } catch {
    return undefined
  }
}
