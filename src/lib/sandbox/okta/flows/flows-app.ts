import {RESPONSE_ALREADY_SENT} from '@hono/node-server/utils/response'
import {Hono, type Context} from 'hono'
import {setTimeout as delay} from 'node:timers/promises'
import {answerCall, answerResume, type FlowCall, type FlowReply} from './answer-call.js'
import type {Env} from '../../aws/serve.js'
import type {FaultName} from '../../faults/fault.js'
import {resetConnection, spoil} from '../../faults/spoil.js'
import {readCall} from '../../read-call.js'
import type {World} from '../../world.js'

/** Faults that keep the flow from running. */
const beforeFaults = [
  '401',
  '403',
  '429',
  'concurrency',
  '500',
  '502',
  '503',
  '504',
  'reset',
] as const satisfies FaultName[]
/** Faults of the answer's way back: the flow has run. */
const afterFaults = ['truncated', 'garbage', 'dropped', 'no_answer'] as const satisfies FaultName[]

/** Workflows, below /api/flo: flows that begin with an API Endpoint card. */
export function flowsApp(world: World): Hono<Env> {
  const app = new Hono<Env>({strict: false})
  app.on(['GET', 'POST'], '/:alias/invoke', (c) => serveFlow(world, c, answerCall))
  app.post('/:alias/resume/:execution', (c) => serveFlow(world, c, answerResume))
  return app
}

async function serveFlow(
  world: World,
  c: Context<Env>,
  answer: (world: World, call: FlowCall) => Promise<FlowReply | undefined>,
): Promise<Response> {
  const call = await readCall(c)
  const slow = world.faults.take(['slow'], 'okta.flows')
  if (slow?.value !== undefined) await delay(slow.value)
  const before = world.faults.take(beforeFaults, 'okta.flows')
  const after = before === undefined ? world.faults.take(afterFaults, 'okta.flows') : undefined
  const reply = await answer(world, {call, params: c.req.param(), fault: before})
  const silent = before?.name === 'reset' || after?.name === 'no_answer' || reply === undefined
  world.log.addCall(call, {
    at: world.now(),
    operation: 'okta.flows',
    status: silent ? 0 : reply.status,
    fault: (before ?? after)?.text,
    login: undefined,
  })
  if (before?.name === 'reset') return resetConnection(c)
  if (silent) return closeConnection(c)
  return after === undefined ? respond(reply) : spoil(c, reply, after)
}

/** As Okta does after 60 s: no answer, and nothing more to come. */
function closeConnection(c: Context<Env>): Response {
  c.env.outgoing.socket?.destroySoon()
  return RESPONSE_ALREADY_SENT
}

function respond({status, headers, body}: FlowReply): Response {
  return new Response(status === 204 || status === 304 ? null : body, {status, headers})
}
