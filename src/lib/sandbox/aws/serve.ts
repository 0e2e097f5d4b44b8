import type {HttpBindings} from '@hono/node-server'
import type {Context} from 'hono'
import {setTimeout as delay} from 'node:timers/promises'
import type {Answer, Call, Endpoint} from './call.js'
import {renderRefusal} from './refusals.js'
import {ServiceError} from './service-error.js'
import type {Fault, FaultName, Operation} from '../faults/fault.js'
import {resetConnection, spoil, type SpokenAnswer} from '../faults/spoil.js'
import {readCall} from '../read-call.js'
import type {World} from '../world.js'

export type Env = {Bindings: HttpBindings}

/** Faults that keep the handler from running: the service answers, or does not, before anything has changed. */
const beforeFaults = ['401', '403', '429', '500', '502', '503', '504', 'reset'] as const satisfies FaultName[]
/** Faults of the answer's way back: what was asked for has happened. */
const afterFaults = ['truncated', 'garbage', 'dropped'] as const satisfies FaultName[]

/** A hono handler for one endpoint: reads the call, lets planned faults strike, answers, and writes the request log. */
export function serve(world: World, endpoint: Endpoint): (c: Context<Env>) => Promise<Response> {
  return async (c) => {
    const call = await readCall(c)
    const operation = endpoint.operation(call)
    if (operation === undefined) return c.json({message: 'UnknownOperationException'}, 404)

    await slowDown(world, operation)
    const before = world.faults.take(beforeFaults, operation)
    const after = before === undefined ? world.faults.take(afterFaults, operation) : undefined
    const answer = before === undefined ? handle(world, endpoint, call) : planned(before, endpoint)
    const cut = before?.name === 'reset'
    world.log.addCall(call, {
      at: world.now(),
      operation,
      status: cut ? 0 : (answer.status ?? 200),
      fault: (before ?? after)?.text,
      login: answer.login,
    })
    if (cut) return resetConnection(c)
    return after === undefined ? respond(answer) : spoil(c, spoken(answer), after)
  }
}

async function slowDown(world: World, operation: Operation): Promise<void> {
  const slow = world.faults.take(['slow'], operation)
  if (slow?.value !== undefined) await delay(slow.value)
}

function handle(world: World, {service, handle: handler}: Endpoint, call: Call): Answer {
  try {
    return handler(world, call)
  } catch (error) {
    if (error instanceof ServiceError) return renderRefusal(service, error)
    throw error
  }
}

const plannedExceptions: Readonly<Record<string, string>> = {
  401: 'UnauthorizedException',
  403: 'ForbiddenException',
  429: 'TooManyRequestsException',
  500: 'InternalServerException',
  502: 'BadGatewayException',
  503: 'ServiceUnavailableException',
  504: 'GatewayTimeoutException',
}

function planned(fault: Fault, {service}: Endpoint): Answer {
  const status = fault.name === 'reset' ? 500 : Number(fault.name)
  const headers: Record<string, string> =
    fault.value === undefined ? {} : {'retry-after': String(fault.value)}
  const message = fault.name === '403' ? 'No access' : 'planned fault'
  return renderRefusal(
    service,
    new ServiceError(status, plannedExceptions[status] ?? 'InternalServerException', {message, headers}),
  )
}

function respond(answer: Answer): Response {
  const {status, headers, body} = spoken(answer)
  return new Response(body, {status, headers})
}

function spoken({status = 200, headers = {}, body}: Answer): SpokenAnswer {
  const text = typeof body === 'string' ? body : JSON.stringify(body)
  const type = typeof body === 'string' ? 'text/plain' : 'application/json'
  return {status, headers: {'content-type': type, ...headers}, body: text}
}
