import fs from 'node:fs'
import type {Agent, AgentOptions} from 'node:https'
import {unreadableFile} from './file-errors.js'
import type {Environment, Machine} from './machine.js'
import {proxyFor} from './proxy.js'

/**
 * The agent a request to `url` needs, also for an SDK's request handler: through HTTPS_PROXY unless NO_PROXY says
 * otherwise, trusting AWS_CA_BUNDLE where it is set. Undefined where Node's own agent will do; loopback is never proxied.
 * @throws OpsError OPS_PROXY for a proxy address that cannot be used, OPS_FILE_UNREADABLE for the bundle
 */
export async function agentFor(machine: Machine, url: URL): Promise<Agent | undefined> {
  if (url.protocol !== 'https:') return undefined
  const trust = trustFrom(machine.env)
  const proxy = proxyFor(machine.env, url)
  if (proxy !== undefined) return proxyAgent(proxy, trust)
  if (trust.ca === undefined) return undefined
  const https = await import('node:https')
  return new https.Agent({...trust, keepAlive: true})
}

/** Like the AWS SDKs: the bundle replaces the built-in certificate authorities. */
function trustFrom(env: Environment): Pick<AgentOptions, 'ca'> {
  const bundle = env['AWS_CA_BUNDLE']
  if (bundle === undefined || bundle === '') return {}
  try {
    return {ca: fs.readFileSync(bundle)}
  } catch (error) {
    throw unreadableFile(`${bundle} (AWS_CA_BUNDLE)`, error)
  }
}

async function proxyAgent(proxy: URL, trust: Pick<AgentOptions, 'ca'>): Promise<Agent> {
  const {HttpsProxyAgent} = await import('https-proxy-agent')
  // The password goes into a header of ours: left in the URL, the package would print it under DEBUG=*.
  const user = `${decodeURIComponent(proxy.username)}:${decodeURIComponent(proxy.password)}`
  const headers = user === ':' ? {} : {'Proxy-Authorization': `Basic ${Buffer.from(user).toString('base64')}`}
  // eslint-disable-next-line @typescript-eslint/no-unsafe-class-instance-assignment -- takes every place of an https.Agent
  return new HttpsProxyAgent(new URL(`${proxy.protocol}//${proxy.host}`), {
    ...trust,
    headers,
    keepAlive: true,
  })
}
