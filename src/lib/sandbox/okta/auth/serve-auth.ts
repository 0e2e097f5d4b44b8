import type {Context} from 'hono'
import {randomBytes} from 'node:crypto'
import {setTimeout as delay} from 'node:timers/promises'
import {inOktasWords, jsonAnswer, jsonOf, oauthAnswer, OauthRefusal} from './oauth-error.js'
import {callProvider, type AuthAnswer} from './provider-call.js'
import {providerOf} from './provider.js'
import {internalError, refusalBody, tooManyRequests} from '../refusal.js'
import {textField, type Call} from '../../aws/call.js'
import type {Env} from '../../aws/serve.js'
import type {Fault, FaultName, Operation} from '../../faults/fault.js'
import {resetConnection, spoil} from '../../faults/spoil.js'
import {readCall} from '../../read-call.js'
import type {World} from '../../world.js'

/** An endpoint of the authorization server, around what oidc-provider makes of it. */
export interface AuthEndpoint {
  /** Undefined: no planned fault strikes it. */
  readonly operation?: Operation
  /** Asked first; a refusal it throws is the answer. */
  readonly check?: (world: World, call: Call) => void
  /** Headers to ask oidc-provider with instead of the client's. */
  readonly headers?: Readonly<Record<string, string>>
  /** The query to ask it with instead of the client's. */
  readonly query?: (call: Call) => string
  /** Makes the answer Okta's, and tells the System Log. */
  readonly finish?: (world: World, call: Call, answer: AuthAnswer) => AuthAnswer
}

const beforeFaults = ['401', '403', '429', '500', '502', '503', '504', 'reset'] as const satisfies FaultName[]
const afterFaults = ['truncated', 'garbage', 'dropped'] as const satisfies FaultName[]
const grantFaults = [
  'pending',
  'slow_down',
  'denied',
  'expired',
  'invalid_client',
  'invalid_grant',
] as const satisfies FaultName[]

/** A hono handler for one endpoint of the authorization server: planned faults, Okta's own checks, then oidc-provider. */
export function serveAuth(world: World, endpoint: AuthEndpoint): (c: Context<Env>) => Promise<Response> {
  return async (c) => {
    const call = await readCall(c)
    const {operation} = endpoint
    const take = (names: readonly FaultName[]): Fault | undefined =>
      operation === undefined ? undefined : world.faults.take(names, operation)
    const slow = take(['slow'])
    if (slow?.value !== undefined) await delay(slow.value)

    const before = take(beforeFaults) ?? take(grantFaults)
    const after = before === undefined ? take(afterFaults) : undefined
    const answer = await answered(world, c, {endpoint, call, before})
    const cut = before?.name === 'reset'
    world.log.addCall(call, {
      at: world.now(),
      operation,
      status: cut ? 0 : answer.status,
      fault: (before ?? after)?.text,
      login: loginOf(world, answer),
    })
    if (cut) return resetConnection(c)
    return after === undefined ? toResponse(answer) : spoil(c, flat(answer), after)
  }
}

async function answered(
  world: World,
  c: Context<Env>,
  {endpoint, call, before}: {endpoint: AuthEndpoint; call: Call; before: Fault | undefined},
): Promise<AuthAnswer> {
  const finish = endpoint.finish ?? ((_: World, __: Call, answer: AuthAnswer) => answer)
  if (before !== undefined) return finish(world, call, planned(before))
  try {
    endpoint.check?.(world, call)
    const query = endpoint.query?.(call) ?? call.rawQuery
    const answer = await callProvider(await providerOf(world), {
      ...call,
      headers: {...call.headers, ...endpoint.headers},
      target: `${call.rawPath}${query === '' ? '' : `?${query}`}`,
      socket: c.env.incoming.socket,
    })
    return finish(world, call, inOktasWords(answer, textField(call, 'grant_type')))
  } catch (error) {
    if (error instanceof OauthRefusal) return finish(world, call, oauthAnswer(error))
    throw error
  }
}

const plannedWords: Readonly<Record<string, readonly [status: number, error: string]>> = {
  '401': [401, 'invalid_client'],
  '403': [403, 'access_denied'],
  pending: [400, 'authorization_pending'],
  slow_down: [400, 'slow_down'],
  denied: [400, 'access_denied'],
  expired: [400, 'expired_token'],
  invalid_client: [401, 'invalid_client'],
  invalid_grant: [400, 'invalid_grant'],
}

function planned({name, value}: Fault): AuthAnswer {
  const words = plannedWords[name]
  if (words !== undefined) {
    const [status, error] = words
    return jsonAnswer(status, {error, error_description: 'planned fault'})
  }
  if (name !== '429') return jsonAnswer(name === 'reset' ? 500 : Number(name), refusalBody(internalError()))
  const retryAfter: Record<string, string> = value === undefined ? {} : {'retry-after': String(value)}
  return jsonAnswer(429, refusalBody(tooManyRequests({})), retryAfter)
}

/** Who got the token, for the request log. */
function loginOf(world: World, answer: AuthAnswer): string | undefined {
  const token = jsonOf(answer)['access_token']
  if (typeof token !== 'string') return undefined
  const userId = world.oktaAuth.issued.accessGrant(token, world.now())?.userId
  return world.company.users.find(({id}) => id === userId)?.login
}

/** Sends the answer; every one carries Okta's request id. */
export function toResponse({status, headers, body}: AuthAnswer): Response {
  const sent = new Headers({'x-okta-request-id': randomBytes(15).toString('base64url')})
  for (const [name, value] of Object.entries(headers))
    for (const one of [value].flat()) sent.append(name, one)
  return new Response(status === 204 || status === 304 ? null : body, {status, headers: sent})
}

function flat({status, headers, body}: AuthAnswer): Parameters<typeof spoil>[1] {
  const single = Object.entries(headers).filter(
    (entry): entry is [string, string] => typeof entry[1] === 'string',
  )
  return {status, headers: Object.fromEntries(single), body}
}
