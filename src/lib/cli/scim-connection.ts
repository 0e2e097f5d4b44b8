import type {ScimToken} from '../scim/client/scim-tokens.js'
import type {ScimConfig, ScimConnection} from '../scim/config/scim-config.js'
import type {SecretReference} from '../secrets/secret-reference.js'
import {OpsError} from '../shared/errors.js'
import {isLoopbackHost} from '../shared/loopback.js'
import {scimDomain, type Context} from './context.js'
import {readSecretOf} from './secret-readers.js'

/** What was said on the command line of how AWS's SCIM endpoint is reached. */
export interface ScimConnectionWish {
  /** `--config`: another scim.yaml. */
  readonly config?: string | undefined
  /** `--url` */
  readonly url?: string | undefined
  /** `--token` */
  readonly token?: SecretReference | undefined
  /** Told of a token that is about to end, and of a secret in an unsafe place. */
  readonly warn: (line: string) => void
}

/** An endpoint that can be opened; its tokens are read when they are first needed. */
export interface FoundConnection {
  readonly config: ScimConfig
  /** As said, with the flags over the environment over scim.yaml. */
  readonly connection: ScimConnection
  readonly url: string
  readonly tokens: readonly ScimToken[]
}

/**
 * The connection to AWS's SCIM endpoint.
 * @throws OpsError OPS_SCIM_CONFIG (usage) where there is none; OPS_CLEAR_TEXT; OPS_YAML and its like for scim.yaml
 */
export async function findScimConnection(
  context: Context,
  wish: ScimConnectionWish,
): Promise<FoundConnection> {
  const {readScimConfig, tokenAge} = await scimDomain()
  const config = readScimConfig(context.machine, wish.config)
  const connection = await withFlags(config.connection, wish)
  const {url, token, nextToken, tokenIssued} = connection
  if (url === undefined)
    throw missing('no SCIM endpoint is known: neither by --url, OKTA_OPS_SCIM_URL nor scim.yaml')
  if (token === undefined)
    throw missing(`no token is known for ${url}: neither by --token, OKTA_OPS_SCIM_TOKEN nor scim.yaml`)
  tellStrange(context, url)
  const warning = tokenIssued && tokenAge(tokenIssued, context.machine.now()).warning
  if (warning !== undefined) wish.warn(warning)
  const read = readSecretOf(context, wish.warn)
  const references = nextToken === undefined ? [token] : [token, nextToken]
  return {config, connection, url, tokens: references.map((reference) => () => read(reference))}
}

/** A token that is written down goes to the endpoint that it is written down for, never to another one. */
async function withFlags(
  connection: ScimConnection,
  {url: address, token}: ScimConnectionWish,
): Promise<ScimConnection> {
  const {scimAddress} = await scimDomain()
  const url = address === undefined ? connection.url : scimAddress(address)
  const kept = url === connection.url ? connection : {}
  const base = {...kept, ...(url === undefined ? {} : {url})}
  return token === undefined ? base : {...(url === undefined ? {} : {url}), token}
}

/** The token would go there: an address that is not AWS's own is shown, and off this machine it must not be in clear text. */
export function tellStrange({say}: Pick<Context, 'say'>, address: string): void {
  const {protocol, host, hostname} = new URL(address)
  if (protocol === 'http:' && !isLoopbackHost(hostname))
    throw new OpsError(
      'OPS_CLEAR_TEXT',
      `refusing to send a SCIM token to ${host} in clear text: its address begins with http://`,
      {failure: 'refused', next: 'okta-ops scim connect --help'},
    )
  if (!isOwnScimAddress(address)) say(`SCIM endpoint: ${address}, which is not an address of AWS.`)
}

/** Whether an address is one that AWS itself gives (`https://scim.REGION.amazonaws.com/TENANT/scim/v2`). */
export function isOwnScimAddress(address: string): boolean {
  return regionOfScimAddress(address) !== undefined
}

/** The region in AWS's own address of an endpoint. */
export function regionOfScimAddress(address: string): string | undefined {
  const {protocol, hostname} = new URL(address)
  const found = /^scim\.([a-z]{2,}(?:-[a-z]+)+-\d+)\.(?:amazonaws\.com(?:\.cn)?|amazonaws\.eu|api\.aws)$/
  return protocol === 'https:' ? found.exec(hostname)?.[1] : undefined
}

function missing(what: string): OpsError {
  return new OpsError('OPS_SCIM_CONFIG', what, {failure: 'usage', next: 'okta-ops scim connect'})
}
