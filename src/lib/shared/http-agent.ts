import fs from 'node:fs'
import type {Agent} from 'node:https'
import {OpsError} from './errors.js'
import {unreadableFile} from './file-errors.js'
import type {Environment, Machine} from './machine.js'
import {proxyFor} from './proxy.js'
import {shellWord} from './shell-word.js'

/** How a request travels. */
export interface Route {
  /** To spread into the request's options. The authorities are not the agent's: behind a proxy that one never sees the service. */
  readonly options: {readonly agent?: Agent; readonly ca?: Buffer}
  /** Gives up a connection to a proxy that says nothing: a request cannot, as long as it has no socket. */
  readonly cut?: () => void
}

/**
 * The way to `url`: through HTTPS_PROXY unless NO_PROXY says otherwise, trusting AWS_CA_BUNDLE where it is set. Nothing where
 * Node's own way will do; loopback is never proxied.
 * @throws OpsError OPS_PROXY for a proxy address that cannot be used, OPS_FILE_UNREADABLE or OPS_TLS for the bundle
 */
export async function routeTo(machine: Machine, url: URL, signal?: AbortSignal): Promise<Route> {
  if (url.protocol !== 'https:') return {options: {}}
  const trust = trustFrom(machine.env)
  const proxy = proxyFor(machine.env, url)
  if (proxy === undefined) return {options: trust}
  const cutter = new AbortController()
  const end = signal === undefined ? cutter.signal : AbortSignal.any([cutter.signal, signal])
  return {
    options: {...trust, agent: await proxyAgent(proxy, {...trust, signal: end})},
    cut: () => {
      cutter.abort()
    },
  }
}

/** Like the AWS SDKs: the bundle replaces the built-in certificate authorities. */
function trustFrom(env: Environment): {readonly ca?: Buffer} {
  const bundle = env['AWS_CA_BUNDLE']
  if (bundle === undefined || bundle === '') return {}
  const ca = readBundle(bundle)
  // Node would take any other text for an empty list, and then blame the service.
  if (ca.includes('-----BEGIN ')) return {ca}
  throw new OpsError('OPS_TLS', `AWS_CA_BUNDLE names a file that holds no certificate: ${bundle}`, {
    failure: 'unavailable',
    next: `head -3 ${shellWord(bundle)}`,
  })
}

function readBundle(bundle: string): Buffer {
  try {
    return fs.readFileSync(bundle)
  } catch (error) {
    const {code, message, next = ''} = unreadableFile(bundle, error)
    throw new OpsError(code, `AWS_CA_BUNDLE: ${message}`, {next, cause: error})
  }
}

async function proxyAgent(
  proxy: URL,
  options: {readonly ca?: Buffer; readonly signal: AbortSignal},
): Promise<Agent> {
  const {HttpsProxyAgent} = await import('https-proxy-agent')
  // The password goes into a header of ours: left in the URL, the package would print it under DEBUG=*.
  const user = `${decodeURIComponent(proxy.username)}:${decodeURIComponent(proxy.password)}`
  const headers = user === ':' ? {} : {'Proxy-Authorization': `Basic ${Buffer.from(user).toString('base64')}`}
  // eslint-disable-next-line @typescript-eslint/no-unsafe-class-instance-assignment -- takes every place of an https.Agent
  return new HttpsProxyAgent(new URL(`${proxy.protocol}//${proxy.host}`), {...options, headers})
}
