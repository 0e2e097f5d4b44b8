import {setMaxListeners} from 'node:events'
import type {Agent, IncomingHttpHeaders} from 'node:http'
import type {Breaker} from '../../shared/breaker.js'
import {chance} from '../../shared/chance.js'
import {OpsError} from '../../shared/errors.js'
import {sendRequest} from '../../shared/http-client.js'
import type {Machine} from '../../shared/machine.js'
import {userAgent} from '../../shared/user-agent.js'
import {explainScimRefusal} from './scim-advice.js'
import type {ScimPace} from './scim-pace.js'
import {ScimRefusal} from './scim-refusal.js'
import {nextTry, retryAfterMs, type ScimOutcome} from './scim-retry.js'
import type {TokenOrder} from './scim-tokens.js'

/** Everything that the calls of one endpoint share. */
export interface ScimEndpoint {
  readonly machine: Machine
  /** Without a slash at the end. */
  readonly url: string
  readonly tokens: TokenOrder
  readonly pace: ScimPace
  readonly breaker: Breaker
  readonly agent: () => Agent
  readonly counts: CallCounts
}

/** Requests so far. */
export interface CallCounts {
  reads: number
  writes: number
  throttled: number
  retried: number
}

export interface ScimCall {
  readonly method: 'GET' | 'POST' | 'PATCH' | 'DELETE'
  /** `/Groups?...`, added to the endpoint's address. */
  readonly path: string
  readonly body?: object
  readonly signal?: AbortSignal | undefined
  readonly onSend?: (() => void) | undefined
}

export interface ScimAnswer {
  readonly status: number
  readonly headers: IncomingHttpHeaders
  readonly body: string
  /** An earlier try may have been carried out. */
  readonly doubtful: boolean
}

/** 100 users with all they may hold are far below. */
const largestPage = 16 * 1024 * 1024
const timeoutMs = 40_000

/**
 * One call with all its tries; whatever status it ends with is for the caller to judge (`expectStatus`). A read that is given up
 * is cut; a write that is on its way is waited for.
 * @throws OpsError when no answer came; OPS_BREAKER_OPEN; the signal's reason
 */
export async function callScim(endpoint: ScimEndpoint, call: ScimCall): Promise<ScimAnswer> {
  passBreaker(endpoint)
  // Every worker listens to it at a time, and Node takes more than ten for a leak.
  if (call.signal !== undefined) setMaxListeners(0, call.signal)
  try {
    const answer = await tryPatiently(endpoint, call)
    if (answer.status >= 500) endpoint.breaker.failed()
    else if (answer.status === 429) endpoint.breaker.neither()
    else endpoint.breaker.succeeded()
    return answer
  } catch (error) {
    const isOurs = call.signal?.aborted === true || !(error instanceof OpsError)
    if (isOurs || error.failure !== 'unavailable') endpoint.breaker.neither()
    else endpoint.breaker.failed()
    throw error
  }
}

/** @throws OpsError that explains any other status */
export function expectStatus(
  {url, tokens}: ScimEndpoint,
  answer: ScimAnswer,
  {statuses, what}: {readonly statuses: readonly number[]; readonly what: string},
): ScimAnswer {
  if (statuses.includes(answer.status)) return answer
  throw explainScimRefusal(new ScimRefusal(answer), what, {url, tokens: tokens.count})
}

function passBreaker({breaker, machine, url}: ScimEndpoint): void {
  const ms = breaker.waitMs()
  if (ms === 0) return
  const until = new Date(machine.now().getTime() + ms).toISOString().slice(0, 19)
  throw new OpsError(
    'OPS_BREAKER_OPEN',
    `${new URL(url).host} has failed several times in a row and is left alone until ${until}Z`,
    {failure: 'unavailable', next: 'curl -sSI https://health.aws.amazon.com/health/status'},
  )
}

async function tryPatiently(endpoint: ScimEndpoint, call: ScimCall): Promise<ScimAnswer> {
  const {machine, tokens, counts} = endpoint
  const refusedPlaces = new Set<number>()
  let [failed, throttled, doubtful] = [0, 0, false]
  for (;;) {
    const {outcome, place} = await tryOnce(endpoint, call)
    const status = 'lost' in outcome ? undefined : outcome.status
    if (status === 401) {
      refusedPlaces.add(place)
      if (tokens.refused(refusedPlaces)) continue
    }
    if (status === 429) throttled++
    else failed++
    const pause = nextTry(outcome, {failed, throttled, chance: chance(machine)})
    if (pause === undefined) {
      if ('lost' in outcome) throw outcome.lost
      return {...outcome, doubtful}
    }
    if (status !== 429) doubtful = true
    counts.retried++
    call.signal?.throwIfAborted()
    if (pause > 0) await sleep(machine, pause, call.signal)
  }
}

async function tryOnce(
  {machine, url, tokens, pace, agent, counts}: ScimEndpoint,
  {method, path, body, signal, onSend}: ScimCall,
): Promise<{readonly outcome: ScimOutcome; readonly place: number}> {
  const turn = await pace.turn(signal)
  try {
    const {token, place} = await tokens.current()
    if (method === 'GET') counts.reads++
    else counts.writes++
    onSend?.()
    const sent = sendRequest(machine, {
      method,
      url: `${url}${path}`,
      headers: {
        authorization: `Bearer ${token}`,
        accept: 'application/scim+json, application/json',
        'user-agent': userAgent(),
        ...(body === undefined ? {} : {'content-type': 'application/scim+json'}),
      },
      ...(body === undefined ? {} : {body: JSON.stringify(body)}),
      timeoutMs,
      largestBody: largestPage,
      agent: agent(),
      ...(signal === undefined || method !== 'GET' ? {} : {signal}),
    })
    const outcome = await sent.catch((error: unknown) => {
      if (error instanceof OpsError && error.code === 'OPS_NETWORK') return {lost: error}
      throw error
    })
    if (!('lost' in outcome) && outcome.status === 429) {
      counts.throttled++
      pace.throttled(turn, retryAfterMs(outcome.headers, machine.now()))
    }
    return {outcome: withoutToken(outcome, token), place}
  } finally {
    turn.done()
  }
}

/** A refusal's words are shown and written down, and a proxy's may have the whole request in them. */
function withoutToken(outcome: ScimOutcome, token: string): ScimOutcome {
  if ('lost' in outcome || outcome.status < 300 || token === '') return outcome
  return {...outcome, body: outcome.body.replaceAll(token, '[hidden]')}
}

/** Ends with the signal's own reason. */
async function sleep(machine: Machine, ms: number, signal: AbortSignal | undefined): Promise<void> {
  try {
    await machine.sleep(ms, signal)
  } catch (error) {
    signal?.throwIfAborted()
    throw error
  }
}
