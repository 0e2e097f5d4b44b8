import {OpsError, systemErrorCode} from './errors.js'

/** The proxy that a request went through. */
export interface ProxyBetween {
  /** `host:port`. */
  readonly host: string
  /** Whether it said that it had reached the service. */
  readonly connected: boolean
}

/** What is known about a request that got no whole answer. */
interface LostExchange {
  readonly url: URL
  readonly proxy: ProxyBetween | undefined
  /** There was a connection, TLS included: the request, or a part of it, may have arrived. */
  readonly reached: boolean
  readonly cause: unknown
}

const [slow, cut] = ['no answer in time', 'the connection was cut'] as const
const [notHttp, tooLarge] = ['the answer is not HTTP', 'the answer is too large to be true'] as const

const reasons: Readonly<Record<string, string>> = {
  ABORT_ERR: slow,
  EAI_AGAIN: 'the name server does not answer',
  ECONNREFUSED: 'connection refused',
  ECONNRESET: cut,
  EHOSTUNREACH: 'no route to the host',
  ENETUNREACH: 'no route to the network',
  ENOTFOUND: 'no such host',
  EPIPE: cut,
  ETIMEDOUT: slow,
  HPE_INVALID_CONSTANT: notHttp,
  OPS_TOO_LARGE: tooLarge,
}

/** How OpenSSL and Node name a certificate or handshake that is not right. */
const tlsCodes = /^(ERR_TLS_|ERR_SSL_|CERT_|CRL_|UNABLE_TO_|EPROTO$|HOSTNAME_MISMATCH|INVALID_CA)|SELF_SIGNED/

/** What OpenSSL says of an answer in plain text, from version to version. */
const plainText = /wrong version number|packet length too long|http request/

const showProxies = 'env | grep -i _proxy | sed s,//[^/]*@,//,'

/** OPS_TLS, OPS_PROXY or OPS_NETWORK, naming the host and port that did not answer. Never a header, never a query. */
export function networkFailure({url, proxy, reached, cause}: LostExchange): OpsError {
  const code = systemErrorCode(cause) ?? ''
  const service = hostAndPort(url)
  const next = `curl -sSI ${url.origin}`
  if (tlsCodes.test(code) && proxy?.connected !== false) return tlsFailure(service, next, cause)
  if (proxy !== undefined) {
    const why = tlsCodes.test(code) ? `it ${tlsTrouble(cause)}` : reasonOf(cause)
    const way = `${service} through the proxy ${proxy.host}`
    return new OpsError('OPS_PROXY', reached ? lostWords(way, why) : `cannot reach ${way}: ${why}`, {
      failure: 'unavailable',
      next: showProxies,
      cause,
    })
  }
  const why = reasonOf(cause)
  return new OpsError('OPS_NETWORK', reached ? lostWords(service, why) : `cannot reach ${service}: ${why}`, {
    failure: 'unavailable',
    next,
    cause,
  })
}

/** What went wrong with a service that was reached. */
function lostWords(service: string, why: string): string {
  switch (why) {
    case slow:
      return `${service} gave no answer in time`
    case cut:
      return `the connection to ${service} was cut`
    case notHttp:
    case tooLarge:
      return why.replace('the answer', `the answer of ${service}`)
    default:
      return `${service} was reached and then lost: ${why}`
  }
}

/** The proxy answered CONNECT with something else than 200; not a number when it was no HTTP. */
export function proxyRefusal(url: URL, status: number): OpsError {
  const answer = Number.isNaN(status) ? 'its answer is not HTTP' : `it answered ${status}`
  const why = status === 407 ? 'it wants a user name and password' : answer
  return new OpsError('OPS_PROXY', `the proxy does not connect to ${hostAndPort(url)}: ${why}`, {
    failure: 'unavailable',
    next: showProxies,
  })
}

function tlsFailure(service: string, look: string, cause: unknown): OpsError {
  const trouble = tlsTrouble(cause)
  const clock = /EXPIRED|NOT_YET_VALID/.test(trouble)
  const speaksPlain = trouble === noTls
  const told = speaksPlain ? `${service} ${trouble}` : `the TLS connection to ${service} ${trouble}`
  return new OpsError('OPS_TLS', clock ? `${told}: the certificate or the clock here is wrong` : told, {
    failure: 'unavailable',
    next: clock ? 'date -u' : speaksPlain ? look : 'export AWS_CA_BUNDLE=/path/to/company-ca.pem',
    cause,
  })
}

const noTls = 'does not speak TLS'

function tlsTrouble(cause: unknown): string {
  const isPlain = cause instanceof Error && plainText.test(cause.message)
  return isPlain ? noTls : `cannot be trusted (${systemErrorCode(cause) ?? ''})`
}

function hostAndPort(url: URL): string {
  return `${url.hostname}:${url.port || (url.protocol === 'https:' ? '443' : '80')}`
}

function reasonOf(cause: unknown): string {
  const code = systemErrorCode(cause) ?? ''
  return reasons[code] ?? unnamedReason(cause) ?? (code || 'unknown reason')
}

/** What has no code: a body that was cut short on some versions of Node, and what the proxy agent finds. */
function unnamedReason(cause: unknown): string | undefined {
  const said = cause instanceof Error ? cause.message : ''
  if (/aborted|socket hang up|ended before receiving/.test(said)) return cut
  return /from proxy CONNECT response/.test(said) ? notHttp : undefined
}
