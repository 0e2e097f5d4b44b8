import type {Sandbox} from '../../src/lib/sandbox/sandbox.js'

export interface FlowCallAnswer {
  readonly status: number
  readonly headers: Headers
  readonly text: string
  /** Parsed, when it is JSON. */
  readonly body: Readonly<Record<string, unknown>>
}

/** Calls the sandbox's flows with nothing but fetch, so that no client of ours can hide a mistake. */
export class FlowCaller {
  readonly #sandbox: Sandbox

  constructor(sandbox: Sandbox) {
    this.#sandbox = sandbox
  }

  url(name: string): string {
    const flow = this.#sandbox.okta.flows().find((one) => one.name === name)
    if (flow === undefined) throw new Error(`no flow ${name}`)
    return flow.invokeUrl
  }

  /** With the client token, where the flow has one. */
  call(name: string, input: object, headers: Readonly<Record<string, string>> = {}): Promise<FlowCallAnswer> {
    const token = this.#sandbox.okta.flows().find((one) => one.name === name)?.clientToken
    const own = token === undefined ? {} : {'x-api-client-token': token}
    return this.send(this.url(name), {
      method: 'POST',
      headers: {'content-type': 'application/json', ...own, ...headers},
      body: JSON.stringify(input),
    })
  }

  async send(url: string, init: RequestInit): Promise<FlowCallAnswer> {
    const response = await fetch(url, init)
    const text = await response.text()
    return {status: response.status, headers: response.headers, text, body: parsed(text)}
  }
}

function parsed(text: string): Readonly<Record<string, unknown>> {
  try {
    return JSON.parse(text) as Record<string, unknown>
  } catch {
    return {}
  }
}
