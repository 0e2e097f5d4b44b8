import {OpsError} from '../../shared/errors.js'
import {sendForBytes} from '../../shared/http-client.js'
import type {JsonObject} from '../../shared/json.js'
import type {Machine} from '../../shared/machine.js'
import {version} from '../../shared/version.js'
import {shownInvokeUrl} from '../registry/invoke-url.js'
import type {Exchange} from './outcome.js'

/** One POST to a flow. */
export interface Invocation {
  readonly invokeUrl: string
  /** Who calls. */
  readonly headers: Readonly<Record<string, string>>
  readonly body: JsonObject
  readonly timeoutMs: number
  readonly signal?: AbortSignal | undefined
}

/** An output may be large; Okta's own limit is not published. */
const largestAnswer = 16 * 1024 * 1024

/** Sends it once, over a connection of its own: a kept one may be closed at this very moment. Loss is told, not thrown. */
export async function invoke(machine: Machine, invocation: Invocation): Promise<Exchange> {
  const {invokeUrl, headers, body, timeoutMs, signal} = invocation
  let reached = false
  const {Agent} = process.getBuiltinModule(invokeUrl.startsWith('https:') ? 'node:https' : 'node:http')
  try {
    const answer = await sendForBytes(withoutAlias(machine, invokeUrl), {
      method: 'POST',
      url: invokeUrl,
      headers: {
        ...headers,
        accept: 'application/json',
        'content-type': 'application/json',
        'user-agent': `okta-ops/${version} node/${process.versions.node} ${process.platform}`,
      },
      body: JSON.stringify(body),
      timeoutMs,
      largestBody: largestAnswer,
      agent: new Agent({keepAlive: false}),
      onConnected: () => {
        reached = true
      },
      ...(signal === undefined ? {} : {signal}),
    })
    return {kind: 'answer', answer: {...answer, receivedAt: machine.now()}}
  } catch (error) {
    return {kind: 'lost', reached, why: whyLost(error, {signal, reached})}
  }
}

function whyLost(
  error: unknown,
  {signal, reached}: Pick<Invocation, 'signal'> & {readonly reached: boolean},
): string {
  if (signal?.aborted === true) return reached ? 'stopped after the request was sent' : 'stopped'
  return error instanceof OpsError ? error.message : String(error)
}

/** `--verbose` tells addresses, and an alias is half a secret. */
function withoutAlias(machine: Machine, invokeUrl: string): Machine {
  const path = new URL(invokeUrl).pathname
  return {
    ...machine,
    debug: (line) => {
      machine.debug(line.replaceAll(path, shownInvokeUrl(path)))
    },
  }
}
