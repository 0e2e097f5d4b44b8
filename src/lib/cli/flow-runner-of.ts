import path from 'node:path'
import type {Flow} from '../flows/flow.js'
import type {FlowKeys, InvokeAuthorizer} from '../flows/invoke/flow-access.js'
import type {Registry} from '../flows/registry/registry.js'
import type {OrgConnection} from '../okta/connection.js'
import type {OrgSetting} from '../okta/org/org-setting.js'
import type {FlowRunner} from '../ports/flow-runner.js'
import {OpsError} from '../shared/errors.js'
import {flowsDomain, oktaOrgs, type Context} from './context.js'
import {secretConnection} from './connect-org.js'
import {readSecretOf} from './secret-readers.js'

/** Which flows, and who may be told. */
export interface FlowsWish {
  /** `--org`; undefined: what the environment, okta.yaml or the current org says. */
  readonly org?: string | undefined
  /** `--flows`: the project's file. */
  readonly flows?: string | undefined
  /** Told of names that clash and of secrets in unsafe places. */
  readonly warn: (line: string) => void
}

/**
 * Flows of flows.yaml, the user's own and the project's, ready to be run. Nothing is asked of an org, and no secret is read, before
 * the first run.
 * @throws OpsError OPS_YAML, OPS_FILE_UNREADABLE for the files; OPS_STORE for the journal
 */
export async function flowRunnerOf(context: Context, wish: FlowsWish): Promise<FlowRunner> {
  const {openFlowRunner} = await flowsDomain()
  const registry = await registryOf(context, wish)
  return openFlowRunner(context.machine, {registry, keys: flowKeysOf(context, wish)})
}

/** The flows that can be run, and those that cannot be trusted. */
export async function registryOf(context: Context, {org, flows, warn}: FlowsWish): Promise<Registry> {
  const {readRegistry} = await flowsDomain()
  const registry = await readRegistry(context.machine, {flows, orgUrl: () => vouchingOrg(context, org)})
  if (registry.clashes.length > 0) warn(clashLine(registry.clashes))
  return registry
}

const namedClashes = 3

/** One line, however many there are: it is said by every command. */
function clashLine(names: readonly string[]): string {
  if (names.length === 1)
    return `the flow ${names.join()} of the project is not used: your own flows.yaml has one of that name`
  const more = names.length > namedClashes ? ` and ${names.length - namedClashes} more` : ''
  return `the flows ${names.slice(0, namedClashes).join(', ')}${more} of the project are not used: your own flows.yaml has flows of those names`
}

/** The connected org, unless a file of the current folder alone says which one it is: that may be as strange as the flows. */
async function vouchingOrg({machine}: Context, org: string | undefined): Promise<string | undefined> {
  const {findOrg} = await oktaOrgs()
  let setting: OrgSetting
  try {
    setting = findOrg(machine, {org})
  } catch (error) {
    if (error instanceof OpsError && error.code === 'OPS_ORG_NOT_FOUND' && org === undefined) return undefined
    throw error
  }
  return setting.source === path.resolve('okta.yaml') ? undefined : setting.address.url
}

/** How secrets and tokens for flows are got. */
export function flowKeysOf(context: Context, {org, warn}: FlowsWish): FlowKeys {
  let connected: Promise<InvokeAuthorizerOf> | undefined
  return {
    readSecret: readSecretOf(context, warn),
    oauth: async (flow) => {
      connected ??= workflowsAuthorizer(context, {org, warn})
      return (await connected)(flow)
    },
  }
}

type InvokeAuthorizerOf = (flow: Flow) => InvokeAuthorizer

async function workflowsAuthorizer(
  context: Context,
  {org, warn}: Pick<FlowsWish, 'org' | 'warn'>,
): Promise<InvokeAuthorizerOf> {
  const [{invokeAuthorizer}, {isFlowOfOrg}] = await Promise.all([oktaOrgs(), flowsDomain()])
  const {connection} = await secretConnection(context, {org, warn})
  const authorizer = invokeAuthorizer(context.machine, connection)
  return (flow) => {
    if (!isFlowOfOrg(flow.invokeUrl, connection.orgUrl)) throw strangeHost(flow, connection)
    return authorizer
  }
}

function strangeHost({name, invokeUrl}: Flow, {orgUrl}: OrgConnection): OpsError {
  return new OpsError(
    'OPS_FLOW_CONFIG',
    `${name} asks for a token of ${new URL(orgUrl).host}, and its host ${new URL(invokeUrl).host} is not of that org`,
    {failure: 'refused', next: 'okta-ops org list'},
  )
}
