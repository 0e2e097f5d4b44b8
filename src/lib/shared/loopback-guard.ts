import {createHash} from 'node:crypto'

/*
 * The one rule of every listener on 127.0.0.1 (sign-in callback, sandbox, ...): a web page elsewhere must not reach
 * it, neither by DNS rebinding (foreign Host) nor by a form, a frame or a fetch (foreign Origin, Sec-Fetch-Site).
 * Pure: the listener asks, the listener answers.
 */

/** What the guard looks at. `header` takes a lower-case name. */
export interface GuardedRequest {
  readonly method: string
  /** The path alone, without the query. */
  readonly path: string
  readonly header: (name: string) => string | undefined
}

export interface GuardRule {
  /** The port the listener is bound to. */
  readonly port: number
  /** Further Host values it answers to, with their port if they have one (a host the sandbox plays). */
  readonly otherHosts?: readonly string[]
  /** Paths a browser may be sent to from another site by a plain GET navigation (`/authorize`, the callback). */
  readonly landingPaths?: readonly string[]
}

/** Why a request is turned away: 421 it is not addressed to us, 403 another site caused it. */
export interface Refusal {
  readonly status: 403 | 421
  readonly reason: string
}

/** Judges one request; undefined means it may pass. */
export function refusalFor(request: GuardedRequest, rule: GuardRule): Refusal | undefined {
  const hosts = [`127.0.0.1:${rule.port}`, `localhost:${rule.port}`, ...(rule.otherHosts ?? [])]
  const host = request.header('host')?.toLowerCase() ?? ''
  if (!hosts.includes(host)) return {status: 421, reason: 'this listener does not answer to that host name'}
  if (isLanding(request, rule)) return undefined

  const origin = request.header('origin')
  if (origin !== undefined && !isOwnOrigin(origin, hosts))
    return {status: 403, reason: 'another site sent this request'}
  if (request.header('sec-fetch-site') === 'cross-site')
    return {status: 403, reason: 'another site caused this request'}
  return undefined
}

/** What a page of a listener needs beyond `default-src 'none'`. */
export interface PageNeeds {
  /** The exact text of each inline `<style>` and `<script>`; only these run. */
  readonly styles?: readonly string[]
  readonly scripts?: readonly string[]
  /** True: its scripts may ask this listener, and nobody else. */
  readonly ownFetches?: boolean
  /** True: images written into the page itself (`data:`), such as its icon. */
  readonly dataImages?: boolean
  /** Where its forms may go, redirects included (Chromium checks those too). None unless said. */
  readonly formTargets?: readonly string[]
}

/**
 * The headers of every answer of a listener: no framing, no sniffing, no storing, and a CSP that allows only what was
 * named.
 */
export function pageHeaders(needs: PageNeeds = {}): Record<string, string> {
  const policy = [
    "default-src 'none'",
    directive('style-src', (needs.styles ?? []).map(sourceHash)),
    directive('script-src', (needs.scripts ?? []).map(sourceHash)),
    needs.ownFetches === true ? "connect-src 'self'" : '',
    needs.dataImages === true ? 'img-src data:' : '',
    `form-action ${needs.formTargets?.join(' ') ?? "'none'"}`,
    "base-uri 'none'",
    "frame-ancestors 'none'",
  ]
  return {
    'content-security-policy': policy.filter((part) => part !== '').join('; '),
    'cache-control': 'no-store',
    'cross-origin-opener-policy': 'same-origin',
    'cross-origin-resource-policy': 'same-origin',
    // Not `no-referrer`: with it a browser sends `Origin: null` with our own forms.
    'referrer-policy': 'same-origin',
    'x-content-type-options': 'nosniff',
    'x-frame-options': 'DENY',
  }
}

/** A top-level GET navigation to a page meant to be reached from elsewhere; frames, fetches and images are not. */
function isLanding({method, path, header}: GuardedRequest, rule: GuardRule): boolean {
  const mode = header('sec-fetch-mode') ?? 'navigate'
  const destination = header('sec-fetch-dest') ?? 'document'
  return (
    method === 'GET' &&
    mode === 'navigate' &&
    destination === 'document' &&
    (rule.landingPaths ?? []).includes(path)
  )
}

function isOwnOrigin(origin: string, hosts: readonly string[]): boolean {
  return hosts.some((host) => origin === `http://${host}` || origin === `https://${host}`)
}

function directive(name: string, sources: readonly string[]): string {
  return sources.length === 0 ? '' : `${name} ${sources.join(' ')}`
}

function sourceHash(text: string): string {
  return `'sha256-${createHash('sha256').update(text).digest('base64')}'`
}
