import {OpsError, systemErrorCode} from './errors.js'

/** What is known about a request that got no whole answer. */
interface LostExchange {
  readonly url: URL
  /** `host:port` of the proxy in between. */
  readonly proxy: string | undefined
  readonly cause: unknown
}

const reasons: Readonly<Record<string, string>> = {
  ABORT_ERR: 'no answer in time',
  EAI_AGAIN: 'the name server does not answer',
  ECONNREFUSED: 'connection refused',
  ECONNRESET: 'the connection was cut',
  EHOSTUNREACH: 'no route to the host',
  ENETUNREACH: 'no route to the network',
  ENOTFOUND: 'no such host',
  EPIPE: 'the connection was cut',
  ETIMEDOUT: 'no answer in time',
  HPE_INVALID_CONSTANT: 'the answer is not HTTP',
  OPS_TOO_LARGE: 'the answer is too large to be true',
}

/** How OpenSSL and Node name a certificate or handshake that is not right. */
const tlsCodes = /^(ERR_TLS_|ERR_SSL_|CERT_|CRL_|UNABLE_TO_|EPROTO$|HOSTNAME_MISMATCH|INVALID_CA)|SELF_SIGNED/

/** OPS_TLS, OPS_PROXY or OPS_NETWORK, naming the host and port that did not answer. Never a header, never a query. */
export function networkFailure({url, proxy, cause}: LostExchange): OpsError {
  const code = systemErrorCode(cause) ?? ''
  const service = hostAndPort(url)
  if (tlsCodes.test(code)) {
    return new OpsError('OPS_TLS', `cannot trust the TLS connection to ${service} (${code})`, {
      failure: 'unavailable',
      next: 'export AWS_CA_BUNDLE=/path/to/company-ca.pem',
      cause,
    })
  }
  if (proxy !== undefined) {
    return new OpsError(
      'OPS_PROXY',
      `cannot reach ${service} through the proxy ${proxy}: ${reasonOf(cause)}`,
      {
        failure: 'unavailable',
        next: 'env | grep -i _proxy | sed s,//[^/]*@,//,',
        cause,
      },
    )
  }
  return new OpsError('OPS_NETWORK', `cannot reach ${service}: ${reasonOf(cause)}`, {
    failure: 'unavailable',
    cause,
  })
}

/** The proxy answered CONNECT with something else than 200. */
export function proxyRefusal(url: URL, status: number): OpsError {
  const why = status === 407 ? 'it wants a user name and password' : `it answered ${status}`
  return new OpsError('OPS_PROXY', `the proxy does not connect to ${hostAndPort(url)}: ${why}`, {
    failure: 'unavailable',
    next: 'env | grep -i _proxy | sed s,//[^/]*@,//,',
  })
}

function hostAndPort(url: URL): string {
  return `${url.hostname}:${url.port || (url.protocol === 'https:' ? '443' : '80')}`
}

function reasonOf(cause: unknown): string {
  const code = systemErrorCode(cause) ?? ''
  // Node ends a body that was cut short with this code-less message on some versions.
  const cut = cause instanceof Error && /aborted|socket hang up/.test(cause.message)
  return reasons[code] ?? (cut ? 'the connection was cut' : code || 'unknown reason')
}
