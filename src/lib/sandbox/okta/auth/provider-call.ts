import {ServerResponse, type IncomingMessage, type OutgoingHttpHeaders} from 'node:http'
import type {Socket} from 'node:net'
import {Readable} from 'node:stream'
import type {Provider} from 'oidc-provider'
import type {Call} from '../../aws/call.js'

/** An answer of the authorization server that nobody has seen yet. */
export interface AuthAnswer {
  readonly status: number
  /** Lower-case names; several values for `set-cookie`. */
  readonly headers: Readonly<Record<string, string | readonly string[]>>
  readonly body: string
}

/** What is asked of oidc-provider: a request that was read already. */
export interface ProviderCall extends Pick<Call, 'method' | 'headers' | 'bodyText'> {
  /** Path and query. */
  readonly target: string
  /** The connection it came on. */
  readonly socket: Socket
}

/**
 * Lets oidc-provider answer a request whose body was read already, and hands back the answer instead of sending it: planned
 * faults, the request log and Okta's own words come between.
 */
export async function callProvider(provider: Provider, call: ProviderCall): Promise<AuthAnswer> {
  const request = new ReadRequest(call) as unknown as IncomingMessage
  const answer = new HeldAnswer(request)
  await provider.callback()(request, answer)
  await answer.ended
  return {status: answer.statusCode, headers: headersOf(answer.getHeaders()), body: answer.text}
}

/**
 * A request that is read again from its text. Not an IncomingMessage: that would close its connection with itself, and the
 * connection is still needed.
 */
class ReadRequest extends Readable {
  readonly method: string
  readonly url: string
  readonly headers: ProviderCall['headers']
  readonly socket: Socket
  readonly httpVersion = '1.1'
  readonly httpVersionMajor = 1
  readonly httpVersionMinor = 1

  constructor({method, target, headers, bodyText, socket}: ProviderCall) {
    super()
    this.method = method
    this.url = target
    this.headers = headers
    this.socket = socket
    if (bodyText !== '') this.push(Buffer.from(bodyText))
    this.push(null)
  }

  /** Everything is here already. */
  override _read(): void {
    // Nothing comes.
  }
}

/** An answer that is kept instead of sent. */
class HeldAnswer extends ServerResponse {
  readonly ended: Promise<void>
  readonly #chunks: Buffer[] = []
  #done: () => void = () => undefined

  constructor(request: IncomingMessage) {
    super(request)
    this.ended = new Promise((resolve) => {
      this.#done = resolve
    })
  }

  get text(): string {
    return Buffer.concat(this.#chunks).toString()
  }

  override write(chunk: unknown): boolean {
    this.#keep(chunk)
    return true
  }

  override end(chunk?: unknown): this {
    this.#keep(chunk)
    this.#done()
    return this
  }

  #keep(chunk: unknown): void {
    if (typeof chunk === 'string' || chunk instanceof Uint8Array) this.#chunks.push(Buffer.from(chunk))
  }
}

/** Without the CORS headers: no page of another site has any business here. */
function headersOf(headers: OutgoingHttpHeaders): AuthAnswer['headers'] {
  const kept = Object.entries(headers).filter(
    ([name, value]) => value !== undefined && !/^(access-control-|content-length$|vary$)/.test(name),
  )
  return Object.fromEntries(kept.map(([name, value]) => [name, Array.isArray(value) ? value : String(value)]))
}
