import type {Context} from 'hono'
import {randomUUID} from 'node:crypto'
import {setTimeout as delay} from 'node:timers/promises'
import {refusalBody, refusalOf, ScimRefusal, throttled} from './scim-refusal.js'
import type {ScimReply, ScimRequest} from './scim-request.js'
import type {ScimOutcome} from './scim-counts.js'
import type {Call} from '../call.js'
import type {Env} from '../serve.js'
import type {Fault, FaultName, Operation} from '../../faults/fault.js'
import {resetConnection, spoil, type SpokenAnswer} from '../../faults/spoil.js'
import {readCall} from '../../read-call.js'
import type {World} from '../../world.js'

/** The endpoint answers, or does not, before anything has changed. */
const beforeFaults = ['401', '403', '429', '500', '502', '503', '504', 'reset'] as const satisfies FaultName[]
/** Faults of the answer's way back: what was asked for has happened. */
const afterFaults = ['truncated', 'garbage', 'dropped'] as const satisfies FaultName[]

type Handle = (request: ScimRequest) => ScimReply

/** A hono handler for one operation: faults and chance, who calls, is it too much, then the handler's answer. */
export function serveScim(
  world: World,
  operation: Operation,
  handle: Handle,
): (c: Context<Env>) => Promise<Response> {
  return async (c) => {
    const call = await readCall(c)
    await slowDown(world, operation)
    const before = world.faults.take(beforeFaults, operation)
    const isUnlucky = world.scim.happens(world.scim.settings.errors)
    const params = c.req.param()
    const asked = {call, operation, tenant: params['tenant'] ?? '', id: params['id'] ?? ''}
    const spoken = answer(world, asked, () => {
      if (before !== undefined) throw planned(before)
      if (isUnlucky) throw new ScimRefusal(500, 'Internal server error.')
      return handle
    })
    const isDone = spoken.status < 400
    const after = before === undefined && isDone ? world.faults.take(afterFaults, operation) : undefined
    const isLost = after?.name === 'dropped' || (after !== undefined && spoken.status === 204)
    const isDropped = isDone && (isLost || world.scim.happens(world.scim.settings.drops))
    const isCut = isDropped || before?.name === 'reset'
    world.scim.counts.count(operation, outcomeOf(spoken.status, isDropped))
    world.log.addCall(call, {
      at: world.now(),
      operation,
      status: isCut ? 0 : spoken.status,
      fault: (before ?? after)?.text ?? (isDropped || isUnlucky ? 'by chance' : undefined),
      login: undefined,
    })
    if (isCut) return resetConnection(c)
    return after === undefined ? respond(spoken) : spoil(c, spoken, after)
  }
}

async function slowDown(world: World, operation: Operation): Promise<void> {
  const slow = world.faults.take(['slow'], operation)?.value ?? 0
  const ms = slow + world.scim.settings.latencyMs
  if (ms > 0) await delay(ms)
}

function outcomeOf(status: number, isDropped: boolean): ScimOutcome {
  if (isDropped) return 'dropped'
  if (status === 429) return 'throttled'
  return status < 400 ? 'done' : 'failed'
}

interface Asked {
  readonly call: Call
  readonly operation: Operation
  readonly tenant: string
  readonly id: string
}

function answer(world: World, {call, operation, tenant, id}: Asked, lucky: () => Handle): SpokenAnswer {
  const headers = {'x-amzn-requestid': randomUUID(), 'content-type': 'application/json'}
  try {
    knock(world, call, tenant)
    const handle = lucky()
    const {scim, company} = world
    const {status, body} = handle({world, scim, call, operation, id, seen: company.aws.seen})
    if (body === undefined) return {status: status ?? 204, headers, body: ''}
    return {status: status ?? 200, headers, body: JSON.stringify(body)}
  } catch (error) {
    const refusal = refusalOf(error)
    return {
      status: refusal.status,
      headers: {...headers, ...refusal.headers},
      body: JSON.stringify(refusalBody(refusal, world.now())),
    }
  }
}

/** Throttled before anything is looked at, as a front door does. @throws ScimRefusal 401 403 429 */
function knock({scim, now}: World, {headers}: Call, tenant: string): void {
  const waitMs = scim.waitMs(now().getTime())
  if (waitMs !== undefined)
    throw throttled(scim.settings.retryAfter ? Math.max(1, Math.ceil(waitMs / 1000)) : undefined)
  const [, token = ''] = /^Bearer +(\S+)$/i.exec(headers['authorization'] ?? '') ?? []
  if (tenant !== scim.tenant || !scim.opens(token, now())) throw unauthorized()
  if (!scim.settings.provisioning) throw forbidden()
}

function unauthorized(): ScimRefusal {
  return new ScimRefusal(401, 'The bearer token is missing, invalid or expired.')
}

function forbidden(): ScimRefusal {
  return new ScimRefusal(403, 'Access to this resource is denied.')
}

function planned({name, value}: Fault): ScimRefusal {
  if (name === '401') return unauthorized()
  if (name === '403') return forbidden()
  if (name === '429') return throttled(value)
  return new ScimRefusal(name === 'reset' ? 500 : Number(name), 'Internal server error.')
}

function respond({status, headers, body}: SpokenAnswer): Response {
  if (status !== 204) return new Response(body, {status, headers})
  return new Response(null, {status, headers: {'x-amzn-requestid': headers['x-amzn-requestid'] ?? ''}})
}
