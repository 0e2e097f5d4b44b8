import {OpsError} from '../shared/errors.js'
import {isPassing} from '../shared/http-retry.js'
import {sendRequest, type HttpResponse} from '../shared/http-client.js'
import type {Machine} from '../shared/machine.js'
import {eventBytes, partsOf, type BatchPart} from './batch-parts.js'
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
 * crash, a lost answer or a retry the same lines come again. 408, 429, 5xx and lost connections are tried again;
 * any other answer sends the lines to the dead letters, so that one bad event does not stop the rest.
 */
export function httpSink(machine: Machine, options: HttpSinkOptions): Sink {
  const label = labelOf(options.url)
  return {
    label,
    open: () => Promise.resolve(),
    write: async (batch, signal) => {
      for (const part of partsOf(batch, {events: options.batchLines ?? 100, bytes: largestPostBytes})) {
        const refusal = await redeliver(machine, {label, options: options.retries, signal}, () =>
          post(machine, options, {part, signal}),
        )
        if (refusal !== undefined)
          options.deadLetters.keep(
            refusal,
            part.events.map((event) => eventBytes(batch, event)),
          )
      }
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
  return said
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
