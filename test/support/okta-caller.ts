import type {Sandbox} from '../../src/lib/sandbox/sandbox.js'

export interface OktaCallAnswer {
  readonly status: number
  readonly headers: Headers
  /** Parsed, when it is JSON. */
  readonly body: never
  readonly text: string
  /** The Link headers by their rel. */
  readonly links: Readonly<Record<string, string>>
}

/** Calls the sandbox's org with nothing but fetch and its API token, so that no client of ours can hide a mistake. */
export class OktaCaller {
  readonly #sandbox: Sandbox
  /** Sent with every call. */
  headers: Readonly<Record<string, string>>

  constructor(sandbox: Sandbox) {
    this.#sandbox = sandbox
    this.headers = {authorization: `SSWS ${sandbox.okta.apiToken}`, 'user-agent': 'halyard-test/1.0'}
  }

  /** `path` below /api/v1, or a whole address. */
  async call(method: string, path: string, body?: object): Promise<OktaCallAnswer> {
    const url = path.startsWith('http') ? path : `${this.#sandbox.url}/api/v1${path}`
    const response = await fetch(url, {
      method,
      headers: {...this.headers, ...(body === undefined ? {} : {'content-type': 'application/json'})},
      redirect: 'manual',
      ...(body === undefined ? {} : {body: JSON.stringify(body)}),
    })
    const text = await response.text()
    const {status, headers} = response
    return {status, headers, text, body: parsed(text) as never, links: linksIn(headers.get('link') ?? '')}
  }

  get(path: string): Promise<OktaCallAnswer> {
    return this.call('GET', path)
  }
}

/** fetch joins several Link headers by a comma; a target may hold commas of its own. */
function linksIn(header: string): Readonly<Record<string, string>> {
  return Object.fromEntries(
    [...header.matchAll(/<([^>]*)>; rel="(\w+)"/g)].map(([, url = '', rel = '']) => [rel, url]),
  )
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
