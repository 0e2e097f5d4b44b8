import {OpsError} from './errors.js'
import {isLoopbackHost} from './loopback.js'
import type {Environment} from './machine.js'

/**
 * The proxy that a request to `url` takes: HTTPS_PROXY or ALL_PROXY, in either case, unless NO_PROXY names the host.
 * Undefined for loopback, which no proxy could reach, and for http, which is used on loopback only.
 * @throws OpsError OPS_PROXY when the variable is not the address of an http or https proxy
 */
export function proxyFor(env: Environment, url: URL): URL | undefined {
  if (url.protocol !== 'https:' || isLoopbackHost(url.hostname)) return undefined
  const text = variable(env, 'https_proxy') ?? variable(env, 'all_proxy')
  if (text === undefined || isExempt(variable(env, 'no_proxy') ?? '', url)) return undefined
  const address = text.includes('://') ? text : `http://${text}`
  const proxy = URL.canParse(address) ? new URL(address) : undefined
  if (proxy !== undefined && ['http:', 'https:'].includes(proxy.protocol) && isDecodable(proxy)) return proxy
  throw new OpsError(
    'OPS_PROXY',
    'HTTPS_PROXY is not the address of an http or https proxy (in a password, % is written %25)',
    {
      failure: 'unavailable',
      next: 'export HTTPS_PROXY=http://proxy.example.test:3128',
    },
  )
}

/** Whether user and password can be read: a bare % in a password makes them unreadable. */
function isDecodable({username, password}: URL): boolean {
  try {
    decodeURIComponent(username + password)
    return true
  } catch {
    return false
  }
}

/** Lower case first, as curl and Python do. */
function variable(env: Environment, name: string): string | undefined {
  return env[name] || env[name.toUpperCase()] || undefined
}

/** `*`, or a list of hosts and parents of hosts, each perhaps with a leading `.` or `*.` and a port. */
function isExempt(list: string, url: URL): boolean {
  const port = url.port || '443'
  return list
    .toLowerCase()
    .split(/[,\s]+/)
    .some((entry) => {
      if (entry === '' || entry === '*') return entry === '*'
      const [, host = '', only] = /^\*?\.?(.*?)(?::(\d+))?$/.exec(entry) ?? []
      return (only ?? port) === port && (url.hostname === host || url.hostname.endsWith(`.${host}`))
    })
}
