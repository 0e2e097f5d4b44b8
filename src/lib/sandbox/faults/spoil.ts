import {RESPONSE_ALREADY_SENT} from '@hono/node-server/utils/response'
import type {HttpBindings} from '@hono/node-server'
import type {Context} from 'hono'
import type {Fault} from './fault.js'

/** An answer as it would go out. */
export interface SpokenAnswer {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly body: string | Buffer
}

/** The end of the connection instead of an answer. */
export function resetConnection(c: Context<{Bindings: HttpBindings}>): Response {
  c.env.outgoing.socket?.resetAndDestroy()
  return RESPONSE_ALREADY_SENT
}

/** No answer at all, half of the announced body and then the end of the connection, or a whole body that is not what it says. */
export function spoil(c: Context<{Bindings: HttpBindings}>, answer: SpokenAnswer, fault: Fault): Response {
  if (fault.name === 'dropped' || answer.status === 204) return resetConnection(c)
  if (fault.name === 'garbage') {
    const headers = {...answer.headers, 'content-type': 'text/plain'}
    return new Response('<html><body>Please sign in to the guest network</body></html>', {headers})
  }
  const {outgoing} = c.env
  const body = Buffer.from(answer.body)
  outgoing.writeHead(answer.status, {...answer.headers, 'content-length': body.length + 1})
  outgoing.write(body.subarray(0, Math.ceil(body.length / 2)), () => {
    outgoing.socket?.destroySoon()
  })
  return RESPONSE_ALREADY_SENT
}
