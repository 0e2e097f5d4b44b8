import {OpsError} from '../shared/errors.js'
import {isPassing} from '../shared/http-retry.js'
import {sendRequest, type HttpResponse} from '../shared/http-client.js'
import type {Machine} from '../shared/machine.js'
import {eventBytes, halvesOf, partsOf, type BatchPart} from './batch-parts.js'
import type {DeadLetters} from './dead-letters.js'
import {PassingFailure, redeliver, type RedeliveryOptions} from './redelivery.js'
import type {Sink} from './sink.js'

/** Where and how an HTTP receiver takes events. */
export interface HttpSinkOptions {
  readonly url: string
  /** Values are secrets, read by the caller. */
  readonly headers?: Readonly<Record<string, string>>
  /** Lines of one POST at most; 100 unless said. */
  readonly batchLines?: number
  readonly timeoutMs?: number
  readonly retries?: RedeliveryOptions
  readonly deadLetters: DeadLetters
}

const largestPostBytes = 1024 * 1024

/**
 * POSTs NDJSON (`application/x-ndjson`) to a receiver that answers 2xx when it has the lines. At least once: after a
 * crash, a lost answer or a retry the same lines come again. 408, 429, 5xx and lost connections are tried again. What is
 * refused for what it says (400, 413, 422) is halved until single events stand alone, and those go to the dead letters, so
 * that one bad event does not stop the rest. Any other answer is about the address or the rights: nothing is given up.
 * @throws OpsError OPS_SINK
 */
export function httpSink(machine: Machine, options: HttpSinkOptions): Sink {
  const label = labelOf(options.url)
  return {
    label,
    deadLetters: options.deadLetters,
    open: () => Promise.resolve(),
    write: async (batch, signal) => {
      const deliver = async (part: BatchPart): Promise<void> => {
        const refusal = await redeliver(machine, {label, options: options.retries, signal}, () =>
          post(machine, options, {part, signal}),
        )
        if (refusal === undefined) return
        const {events} = part
        if (events.length > 1) for (const half of halvesOf(batch, part)) await deliver(half)
        else
          options.deadLetters.keep(
            refusal,
            events.map((event) => eventBytes(batch, event)),
          )
      }
      for (const part of partsOf(batch, {events: options.batchLines ?? 100, bytes: largestPostBytes}))
        await deliver(part)
      return null
    },
    close: () => Promise.resolve(),
  }
}

/** Undefined when it was taken; else why never. */
async function post(
  machine: Machine,
  {url, headers = {}, timeoutMs}: HttpSinkOptions,
  {part, signal}: {readonly part: BatchPart; readonly signal: AbortSignal | undefined},
): Promise<string | undefined> {
  const answer = await sendRequest(machine, {
    method: 'POST',
    url,
    headers: {...headers, 'content-type': 'application/x-ndjson', 'user-agent': 'okta-ops'},
    body: part.bytes,
    ...(timeoutMs === undefined ? {} : {timeoutMs}),
    ...(signal === undefined ? {} : {signal}),
  }).catch((error: unknown) => {
    if (error instanceof OpsError && error.code === 'OPS_NETWORK')
      throw new PassingFailure(error.message, {cause: error})
    throw error
  })
  if (answer.status >= 200 && answer.status < 300) return undefined
  const said = `the receiver answered ${answer.status}`
  if (isPassing(answer.status) || answer.status === 408)
    throw new PassingFailure(said, {afterMs: retryAfterMs(answer)})
  if (aboutTheEvents.includes(answer.status)) return said
  throw misdirected(labelOf(url), answer.status)
}

/** Bad request, too large, cannot be processed (RFC 9110). */
const aboutTheEvents = [400, 413, 422]

/** What the receiver would say of every event alike: nothing goes to the dead letters for that. */
function misdirected(label: string, status: number): OpsError {
  const denied = status === 401 || status === 403
  const what = denied ? 'its authorization' : 'the address'
  return new OpsError(
    'OPS_SINK',
    `${label} answered ${status}: nothing is delivered until ${what} is mended`,
    {
      failure: denied ? 'denied' : 'failure',
      next: 'okta-ops logs collect --help',
    },
  )
}

function retryAfterMs({headers}: HttpResponse): number | undefined {
  const seconds = Number(headers['retry-after'] ?? Number.NaN)
  return seconds >= 0 ? seconds * 1000 : undefined
}

/** The address without user, password and query, which may be secrets. */
function labelOf(text: string): string {
  const url = new URL(text)
  return `${url.origin}${url.pathname}`
}
