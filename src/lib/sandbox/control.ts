import {Hono} from 'hono'
import {act} from './actions/act.js'
import type {Env} from './aws/serve.js'
import {OpsError} from '../shared/errors.js'
import type {World} from './world.js'

/** Where `sandbox do` posts its words; the Authorization header carries the secret of this run. */
export const controlPath = '/sandbox/control'

/** POST /sandbox/control `{"action": ["user.deactivate", "..."]}`. */
export function controlApp(world: World): Hono<Env> {
  const app = new Hono<Env>()
  app.post('/control', async (c) => {
    const secret = c.req.header('authorization')?.replace(/^Bearer /, '')
    if (!world.door.isControlSecret(secret))
      return c.json({error: 'the control secret is missing or wrong'}, 403)
    const words = readWords(await c.req.text())
    if (words === undefined) return c.json({error: 'expected {"action": [words]}'}, 400)
    try {
      return c.json(act(world, words))
    } catch (error) {
      if (error instanceof OpsError) return c.json({error: error.message}, 400)
      throw error
    }
  })
  return app
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
