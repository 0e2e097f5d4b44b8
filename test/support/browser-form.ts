import type {Sandbox} from '../../src/lib/sandbox/sandbox.js'

/** A page as a browser without scripts knows it: where it is, what it says, and the hidden fields of its forms. */
export interface Page {
  readonly status: number
  readonly url: string
  readonly headers: Headers
  readonly text: string
}

/** Follows links and fills in forms as a browser would: cookies kept, redirects within the sandbox followed. */
export class FormBrowser {
  readonly #sandbox: Sandbox
  readonly #cookies = new Map<string, string>()

  constructor(sandbox: Sandbox) {
    this.#sandbox = sandbox
  }

  open(target: string): Promise<Page> {
    return this.#request(target, {})
  }

  /** Submits the page's first form with these fields on top of its hidden ones. */
  submit(page: Page, fields: Readonly<Record<string, string>>): Promise<Page> {
    const action = /<form[^>]* action="([^"]+)"/.exec(page.text)?.[1] ?? page.url
    const hidden = [
      ...(/<form[\s\S]*?<\/form>/.exec(page.text)?.[0] ?? '').matchAll(/<input[^>]*type="hidden"[^>]*>/g),
    ]
    const values = hidden.map(([tag]) => [attribute(tag, 'name'), attribute(tag, 'value')])
    const body = new URLSearchParams({...(Object.fromEntries(values) as Record<string, string>), ...fields})
    return this.#request(action, {method: 'POST', body})
  }

  async #request(target: string, init: RequestInit): Promise<Page> {
    const url = new URL(target, this.#sandbox.url)
    const cookie = [...this.#cookies].map(([name, value]) => `${name}=${value}`).join('; ')
    const response = await fetch(url, {
      ...init,
      redirect: 'manual',
      headers: {cookie, origin: this.#sandbox.url},
    })
    for (const line of response.headers.getSetCookie()) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? []
      this.#cookies.set(name, value)
    }
    const location = response.headers.get('location')
    const next = location === null ? undefined : new URL(location, url)
    if (next?.origin === this.#sandbox.url) return this.#request(next.href, {})
    const text = await response.text()
    return {status: response.status, url: next?.href ?? url.href, headers: response.headers, text}
  }
}

function attribute(tag: string, name: string): string {
  const value = new RegExp(` ${name}="([^"]*)"`).exec(tag)?.[1] ?? ''
  return value
    .replaceAll('&quot;', '"')
    .replaceAll('&#39;', "'")
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&amp;', '&')
}
