import type {SecretReference} from '../../secrets/secret-reference.js'
import {storeSecret} from '../../secrets/store-secret.js'
import {OpsError} from '../../shared/errors.js'
import type {Machine} from '../../shared/machine.js'
import type {Flow, FlowAccess} from '../flow.js'
import {checkSchema, schemaFile} from './input-schema.js'
import {checkNameFree, storeFlow} from './flows-store.js'
import {isKnownHost} from './invoke-url.js'
import {readOwnFlows} from './registry.js'

/** A flow to remember, and how. */
export interface FlowToAdd {
  readonly flow: Omit<Flow, 'source' | 'access'>
  readonly access: FlowAccess
  readonly replace: boolean
  /** Keep a token given on stdin in the keychain instead of a 0600 file. */
  readonly keychain: boolean
  readonly readSecret: (reference: SecretReference) => Promise<string>
}

/**
 * Remembers a flow whose schema, if it has one, is one. A token from standard input is kept last, just before the flow.
 * @throws OpsError OPS_FLOW_CONFIG (refused) for a name that is taken; OPS_USAGE for a keychain and no token to keep there
 */
export async function addFlow(machine: Machine, adding: FlowToAdd): Promise<Flow> {
  const {flow, access, replace, keychain} = adding
  const own = readOwnFlows(machine)
  if (!replace) checkNameFree(own, flow.name)
  if (keychain && !(access.kind === 'client-token' && access.token.kind === 'stdin'))
    throw new OpsError('OPS_USAGE', '--keychain keeps a token that is given by --client-token -', {
      failure: 'usage',
    })
  if (flow.inputSchema !== undefined) await checkSchema(flow.inputSchema)
  return storeFlow(machine, {...flow, access: await keptAccess(machine, adding)}, {replace})
}

async function keptAccess(
  machine: Machine,
  {flow, access, keychain, readSecret}: FlowToAdd,
): Promise<FlowAccess> {
  if (access.kind !== 'client-token' || access.token.kind !== 'stdin') return access
  const value = (await readSecret(access.token)).trim()
  return {...access, token: await storeSecret(machine, {name: `flow-${flow.name}-token`, value, keychain})}
}

/** A flow of somebody else's file as it is to be the user's own: its schema stays where it is. */
export function adopted(flow: Flow): Pick<FlowToAdd, 'flow' | 'access'> {
  const {access, ...rest} = flow
  const schema = schemaFile(flow)
  return {flow: schema === undefined ? rest : {...rest, inputSchema: schema}, access}
}

/** What is to be known of a flow before it is trusted with anything. */
export function cautions(flow: Pick<Flow, 'invokeUrl' | 'access'>): readonly string[] {
  const {host} = new URL(flow.invokeUrl)
  return [
    ...(isKnownHost(flow.invokeUrl)
      ? []
      : [`${host} is no host of Okta's: what this flow is given goes there`]),
    ...(flow.access.kind === 'public'
      ? ['without a client token and without OAuth, whoever knows the address can run the flow']
      : []),
  ]
}
