import {OpsError} from '../../shared/errors.js'
import {isLoopbackHost} from '../../shared/loopback.js'
import {hostsOf, usualHookPath} from './hook-address.js'

/** How a receiver is meant to be reached. */
export interface HookExposure {
  /** `--host`. */
  readonly host: string
  /** A certificate and key are given. */
  readonly tls: boolean
  readonly behindProxy: boolean
  readonly publicUrl?: URL | undefined
}

/**
 * What the listener answers to.
 * @throws OpsError OPS_CLEAR_TEXT when secrets could cross a network unprotected; OPS_USAGE when nobody could tell which host
 *   name Okta calls
 */
export function exposed({host, tls, behindProxy, publicUrl}: HookExposure): {
  readonly hosts: readonly string[]
  readonly path: string
} {
  const isLocal = isLoopbackHost(host)
  if (tls && behindProxy)
    throw usage('--behind-proxy says that a proxy does TLS, and --tls-cert that we do: which is it?')
  if (!isLocal && !tls && !behindProxy)
    throw new OpsError(
      'OPS_CLEAR_TEXT',
      `${host} is reached over the network: give --tls-cert and --tls-key, or --behind-proxy where a proxy does TLS`,
      {failure: 'refused', next: 'okta-ops triggers serve --help'},
    )
  if (publicUrl === undefined && (!isLocal || behindProxy))
    throw usage('--public-url is missing: requests that name another host are turned away')
  return publicUrl === undefined
    ? {hosts: [], path: usualHookPath}
    : {hosts: hostsOf(publicUrl), path: publicUrl.pathname}
}

function usage(message: string): OpsError {
  return new OpsError('OPS_USAGE', message, {failure: 'usage', next: 'okta-ops triggers serve --help'})
}
