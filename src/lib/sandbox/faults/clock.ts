import type {MiddlewareHandler} from 'hono'
import type {World} from '../world.js'

/** What this machine takes the time to be: the `clock` fault makes it wrong. */
export function skewedNow({faults, now}: Pick<World, 'faults' | 'now'>): Date {
  const skewMs = faults.planned.find(({name}) => name === 'clock')?.value ?? 0
  return new Date(now().getTime() + skewMs)
}

/** Dates every answer by the sandbox's clock; the `clock` fault makes it wrong by that much. */
export function dateHeader(world: World): MiddlewareHandler {
  return async (c, next) => {
    await next()
    const skewMs = world.faults.take(['clock'], 'identity')?.value ?? 0
    c.header('date', new Date(world.now().getTime() + skewMs).toUTCString())
    // A machine whose clock is wrong counts its minutes by that clock.
    const reset = Number(c.res.headers.get('x-rate-limit-reset') ?? NaN)
    if (skewMs !== 0 && !Number.isNaN(reset))
      c.header('x-rate-limit-reset', String(Math.ceil(reset + skewMs / 1000)))
  }
}
