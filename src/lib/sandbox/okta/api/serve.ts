import type {Context} from 'hono'
import {randomBytes} from 'node:crypto'
import {setTimeout as delay} from 'node:timers/promises'
import {countRequest} from './count-request.js'
import type {OktaEndpoint, OktaReply, OktaRequest} from './request.js'
import {admit, identify} from '../door.js'
import {
  internalError,
  invalidToken,
  notPermitted,
  OktaRefusal,
  refusalBody,
  tooManyRequests,
} from '../refusal.js'
import type {Call} from '../../aws/call.js'
import type {Env} from '../../aws/serve.js'
import type {Fault, FaultName} from '../../faults/fault.js'
import {resetConnection, spoil, type SpokenAnswer} from '../../faults/spoil.js'
import {readCall} from '../../read-call.js'
import type {World} from '../../world.js'

/** Faults that keep the handler from running: Okta answers, or does not, before anything has changed. */
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
/** Faults of the answer's way back: what was asked for has happened. */
const afterFaults = ['truncated', 'garbage', 'dropped'] as const satisfies FaultName[]

/** A hono handler for one endpoint of the org's API: who calls, is it allowed, is there a limit, then the handler's answer. */
export function serveOkta(world: World, endpoint: OktaEndpoint): (c: Context<Env>) => Promise<Response> {
  return async (c) => {
    const call = await readCall(c)
    const {operation} = endpoint
    const requestId = randomBytes(15).toString('base64url')
    const slow = world.faults.take(['slow'], operation)
    if (slow?.value !== undefined) await delay(slow.value)

    const before = world.faults.take(beforeFaults, operation)
    const outcome = await answer({world, endpoint, call, requestId, params: c.req.param(), fault: before})
    const after = before === undefined ? world.faults.take(afterFaults, operation) : undefined
    const cut = before?.name === 'reset'
    world.log.addCall(call, {
      at: world.now(),
      operation,
      status: cut ? 0 : outcome.spoken.status,
      fault: (before ?? after)?.text,
      login: outcome.login,
    })
    if (cut) return resetConnection(c)
    sendLinks(world, c, outcome.links)
    return after === undefined ? respond(outcome.spoken) : spoil(c, outcome.spoken, after)
  }
}

interface Asked {
  readonly world: World
  readonly endpoint: OktaEndpoint
  readonly call: Call
  readonly requestId: string
  readonly params: Readonly<Record<string, string>>
  readonly fault: Fault | undefined
}

interface Outcome {
  readonly spoken: SpokenAnswer
  readonly links: OktaReply['links']
  readonly login: string | undefined
}

async function answer({world, endpoint, call, requestId, params, fault}: Asked): Promise<Outcome> {
  const always: Record<string, string> = {'x-okta-request-id': requestId}
  let login: string | undefined
  try {
    if (fault?.name === '401') throw invalidToken()
    const caller = identify(world, call)
    login = world.company.userOfId(caller.userId ?? '')?.login
    const request: OktaRequest = {world, call, caller, params, requestId}
    Object.assign(always, countRequest(request, endpoint.bucket, fault))
    if (fault !== undefined) throw planned(fault)
    admit(caller, endpoint.scope)
    const reply = await endpoint.handle(request)
    return {spoken: spoken(reply, always), links: reply.links, login}
  } catch (error) {
    if (!(error instanceof OktaRefusal)) throw error
    const headers = {...always, ...error.details.headers}
    return {spoken: spoken({status: error.status, headers, body: refusalBody(error)}, {}), links: [], login}
  }
}

function planned(fault: Fault): OktaRefusal {
  if (fault.name === '403') return notPermitted()
  if (fault.name === 'concurrency') return tooManyRequests({})
  return internalError(fault.name === 'reset' ? 500 : Number(fault.name))
}

function spoken(
  {status, headers = {}, body}: OktaReply,
  always: Readonly<Record<string, string>>,
): SpokenAnswer {
  if (body === undefined) return {status: status ?? 204, headers: {...always, ...headers}, body: ''}
  return {
    status: status ?? 200,
    headers: {...always, 'content-type': 'application/json', ...headers},
    body: Buffer.isBuffer(body) ? body : Buffer.from(JSON.stringify(body)),
  }
}

/** Each link in a header of its own, as Okta sends them; the `joined_links` fault makes one of all. */
function sendLinks(world: World, c: Context<Env>, links: OktaReply['links'] = []): void {
  if (links.length === 0) return
  const lines = links.map(({url, rel}) => `<${url}>; rel="${rel}"`)
  const joined = world.faults.take(['joined_links'], 'okta.logs') !== undefined
  c.env.outgoing.setHeader('link', joined ? lines.join(', ') : lines)
}

function respond({status, headers, body}: SpokenAnswer): Response {
  return new Response(status === 204 ? null : body, {status, headers})
}
