import type {OktaAnswer, OktaCall, OktaWait} from '../../ports/okta-api.js'
import {OpsError} from '../../shared/errors.js'
import {sendForBytes} from '../../shared/http-client.js'
import type {Machine} from '../../shared/machine.js'
import {explainRefusal} from './api-advice.js'
import {callUrl, ownNextLink} from './call-url.js'
import {chance} from '../../shared/chance.js'
import type {OpenedOrg} from './opened-org.js'
import {flatHeaders, servedAt, type AnswerHeaders} from './rate-headers.js'
import {OktaRefusal, refusalOf, requestIdOf} from './refusal.js'
import {nextTry, type Outcome} from './retry-rules.js'
import {userAgent} from '../../shared/user-agent.js'

/** A page of a thousand log events is about 2 MB; hostile events may make it far larger. */
const largestPage = 64 * 1024 * 1024
const usualTimeoutMs = 40_000

/** One answer, whatever its status. */
interface Answer {
  readonly status: number
  readonly headers: AnswerHeaders
  readonly body: Buffer
  readonly receivedAt: Date
}

/**
 * One call of the org's API with all its tries.
 * @throws OpsError as the call's last try says; OPS_BREAKER_OPEN; the signal's reason
 */
export async function callOrg(org: OpenedOrg, call: OktaCall): Promise<OktaAnswer> {
  const url = callUrl(org.connection.orgUrl, call)
  const pause = (wait: OktaWait): Promise<void> => pauseFor(org.machine, call, wait)
  await passBreaker(org, pause)
  try {
    const answer = await tryPatiently(org, call, {url, pause})
    org.breaker.succeeded()
    return understood(org, url, answer)
  } catch (error) {
    noteFailure(org, error, call.signal)
    throw error
  }
}

async function passBreaker(org: OpenedOrg, pause: (wait: OktaWait) => Promise<void>): Promise<void> {
  for (;;) {
    const ms = org.breaker.waitMs()
    if (ms === 0) return
    if (org.whenOpen === 'fail') throw breakerOpen(org, ms)
    await pause({reason: 'breaker', ms})
  }
}

function breakerOpen({machine, connection}: OpenedOrg, ms: number): OpsError {
  const until = new Date(machine.now().getTime() + ms).toISOString().slice(0, 19)
  return new OpsError(
    'OPS_BREAKER_OPEN',
    `${new URL(connection.orgUrl).host} has failed several times in a row and is left alone until ${until}Z`,
    {failure: 'unavailable', next: `curl -sSI ${connection.orgUrl}`},
  )
}

/** Only the org's own failures count: whoever is refused has reached a healthy org. */
function noteFailure({breaker}: OpenedOrg, error: unknown, signal: AbortSignal | undefined): void {
  if (signal?.aborted === true || !(error instanceof OpsError)) {
    breaker.neither()
    return
  }
  const status = refusalOf(error)?.status
  if (status === 429) breaker.neither()
  else if (status !== undefined && status < 500) breaker.succeeded()
  else if (error.failure === 'unavailable') breaker.failed()
  else breaker.neither()
}

interface TryPlan {
  readonly url: string
  readonly pause: (wait: OktaWait) => Promise<void>
}

async function tryPatiently(org: OpenedOrg, call: OktaCall, plan: TryPlan): Promise<Answer> {
  const {machine, connection, authorizer} = org
  const pathname = new URL(plan.url).pathname
  let renewed = false
  for (let tried = 1; ; tried++) {
    const turn = await org.pacer.turn(pathname, plan.pause)
    let headers: AnswerHeaders | undefined
    let outcome: Outcome
    try {
      outcome = await tryOnce(org, call, plan.url)
      if ('answer' in outcome) headers = outcome.answer.headers
    } finally {
      await turn.settle(headers)
    }
    if ('answer' in outcome && isSuccess(outcome.answer)) return outcome.answer
    if ('answer' in outcome && outcome.answer.status === 401 && !renewed) {
      renewed = true
      if (await authorizer.renew(call.signal, new OktaRefusal(outcome.answer).challenge)) {
        tried--
        continue
      }
    }
    const step = nextTry(outcome, {
      tried,
      method: call.method,
      chance: chance(machine),
      retries: connection.patience?.retries,
    })
    if (step === undefined) throw failureOf(org, outcome)
    await plan.pause(step)
  }
}

async function tryOnce(org: OpenedOrg, call: OktaCall, url: string): Promise<Outcome> {
  const {machine, connection, authorizer} = org
  const {method, body, signal} = call
  const own = await authorizer.headersFor({method, url, ...(signal === undefined ? {} : {signal})})
  try {
    const {status, headers, ...rest} = await sendForBytes(machine, {
      method,
      url,
      headers: {
        ...own,
        accept: 'application/json',
        'user-agent': userAgent(),
        ...(body === undefined ? {} : {'content-type': 'application/json'}),
      },
      ...(body === undefined ? {} : {body: JSON.stringify(body)}),
      timeoutMs: call.timeoutMs ?? connection.patience?.timeoutMs ?? usualTimeoutMs,
      largestBody: largestPage,
      // What may not be repeated gets a connection of its own: a kept one may be closed at this very moment.
      ...(method === 'POST' ? {} : {agent: org.agent()}),
      ...(signal === undefined ? {} : {signal}),
    })
    const answer = {status, headers: flatHeaders(headers), body: rest.body, receivedAt: machine.now()}
    authorizer.learn?.(answer.headers, answer.receivedAt)
    return {answer}
  } catch (error) {
    if (error instanceof OpsError && error.code === 'OPS_NETWORK') return {lost: error}
    throw error
  }
}

function failureOf({connection}: OpenedOrg, outcome: Outcome): OpsError {
  return 'lost' in outcome ? outcome.lost : explainRefusal(new OktaRefusal(outcome.answer), connection)
}

function understood(org: OpenedOrg, url: string, {status, headers, body, receivedAt}: Answer): OktaAnswer {
  return {
    status,
    headers,
    body,
    next: ownNextLink(org.connection.orgUrl, {url, link: headers['link']}),
    requestId: requestIdOf(headers),
    servedAt: servedAt(headers, receivedAt),
  }
}

/** Told first, so that a person knows; ends at once, with the signal's own reason, when the call is given up. */
async function pauseFor(machine: Machine, {onWait, signal}: OktaCall, wait: OktaWait): Promise<void> {
  signal?.throwIfAborted()
  onWait?.(wait)
  try {
    await machine.sleep(wait.ms, signal)
  } catch (error) {
    signal?.throwIfAborted()
    throw error
  }
}

function isSuccess({status}: Answer): boolean {
  return status >= 200 && status < 300
}
