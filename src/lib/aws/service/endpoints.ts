import {OpsError} from '../../shared/errors.js'
import type {Environment, Machine} from '../../shared/machine.js'
import {visibleText} from '../../shared/visible-text.js'
import type {EndpointSettings} from '../config/profile.js'

/** How each service is called in host names, variables and profile settings. */
const services = {
  oidc: {host: 'oidc', variable: 'AWS_ENDPOINT_URL_SSO_OIDC', setting: 'ssoOidc'},
  portal: {host: 'portal.sso', variable: 'AWS_ENDPOINT_URL_SSO', setting: 'sso'},
  sts: {host: 'sts', variable: 'AWS_ENDPOINT_URL_STS', setting: 'sts'},
  s3: {host: 's3', variable: 'AWS_ENDPOINT_URL_S3', setting: 's3'},
  logs: {host: 'logs', variable: 'AWS_ENDPOINT_URL_CLOUDWATCH_LOGS', setting: 'logs'},
  secrets: {host: 'secretsmanager', variable: 'AWS_ENDPOINT_URL_SECRETS_MANAGER', setting: 'secretsManager'},
  identityStore: {
    host: 'identitystore',
    variable: 'AWS_ENDPOINT_URL_IDENTITYSTORE',
    setting: 'identityStore',
  },
} as const

/** Where clients register and tokens are given, without a final slash. `region` is the session's. */
export function oidcEndpoint(machine: Machine, region: string, settings?: EndpointSettings): string {
  return configuredEndpoint(machine.env, 'oidc', settings) ?? ownEndpoint('oidc', region)
}

/** Where accounts, roles and role credentials are given, without a final slash. `region` is the session's. */
export function portalEndpoint(machine: Machine, region: string, settings?: EndpointSettings): string {
  return configuredEndpoint(machine.env, 'portal', settings) ?? ownEndpoint('portal', region)
}

/** Where a role is assumed and a caller named, without a final slash. `region` is the profile's. */
export function stsEndpoint(machine: Machine, region: string, settings?: EndpointSettings): string {
  return configuredEndpoint(machine.env, 'sts', settings) ?? ownEndpoint('sts', region)
}

/** Where objects are kept, without a final slash. */
export function s3Endpoint(machine: Machine, region: string, settings?: EndpointSettings): string {
  return configuredEndpoint(machine.env, 's3', settings) ?? ownEndpoint('s3', region)
}

/** Where CloudWatch Logs takes events, without a final slash. */
export function logsEndpoint(machine: Machine, region: string, settings?: EndpointSettings): string {
  return configuredEndpoint(machine.env, 'logs', settings) ?? ownEndpoint('logs', region)
}

/** Where Secrets Manager gives secret values, without a final slash. */
export function secretsEndpoint(machine: Machine, region: string, settings?: EndpointSettings): string {
  return configuredEndpoint(machine.env, 'secrets', settings) ?? ownEndpoint('secrets', region)
}

/** Where Identity Center's users and groups are read, without a final slash. `region` is Identity Center's. */
export function identityStoreEndpoint(machine: Machine, region: string, settings?: EndpointSettings): string {
  return configuredEndpoint(machine.env, 'identityStore', settings) ?? ownEndpoint('identityStore', region)
}

/** Whether an endpoint is AWS's own; any other is shown to the person before something secret goes there. */
export function isOwnEndpoint(endpoint: string): boolean {
  const {protocol, hostname} = new URL(endpoint)
  return protocol === 'https:' && /\.(amazonaws\.com(\.cn)?|amazonaws\.eu|api\.aws)$/.test(hostname)
}

/**
 * AWS SDKs reference, "Service-specific endpoints": the service's variable, AWS_ENDPOINT_URL, the profile's `services`
 * section, its `endpoint_url`; none of them under AWS_IGNORE_CONFIGURED_ENDPOINT_URLS.
 */
function configuredEndpoint(
  env: Environment,
  service: keyof typeof services,
  settings: EndpointSettings = {},
): string | undefined {
  if (env['AWS_IGNORE_CONFIGURED_ENDPOINT_URLS']?.toLowerCase() === 'true') return undefined
  const {variable, setting} = services[service]
  const sources = [
    [variable, env[variable]],
    ['AWS_ENDPOINT_URL', env['AWS_ENDPOINT_URL']],
    ['endpoint_url in the services section', settings[setting]],
    ['endpoint_url', settings.all],
  ] as const
  for (const [source, url] of sources) if (url) return checkedEndpoint(source, url)
  return undefined
}

function checkedEndpoint(source: string, text: string): string {
  const url = URL.canParse(text) ? new URL(text) : undefined
  if (url === undefined || !['http:', 'https:'].includes(url.protocol)) {
    throw new OpsError('OPS_USAGE', `${source} is not an http(s) address: ${visibleText(text)}`, {
      failure: 'usage',
    })
  }
  return `${url.origin}${url.pathname}`.replace(/\/+$/, '')
}

const suffixes: readonly (readonly [prefix: string, suffix: string])[] = [
  ['cn-', 'amazonaws.com.cn'],
  ['eusc-', 'amazonaws.eu'],
]

function ownEndpoint(service: keyof typeof services, region: string): string {
  // The region becomes part of the host a secret is sent to.
  if (!/^[a-z]{2,}(-[a-z]+)+-\d+$/.test(region)) {
    throw new OpsError('OPS_CONFIG_BROKEN', `${JSON.stringify(region)} is not the name of an AWS region`, {
      next: 'grep -n region ~/.aws/config',
    })
  }
  const suffix = suffixes.find(([prefix]) => region.startsWith(prefix))?.[1] ?? 'amazonaws.com'
  return `https://${services[service].host}.${region}.${suffix}`
}
