import type {SecretReference} from '../../secrets/secret-reference.js'
import {OpsError} from '../../shared/errors.js'
import type {Flow} from '../flow.js'
import type {InvokeAnswer} from './outcome.js'

/** Says to Okta who invokes a flow. */
export interface InvokeAuthorizer {
  /** Headers for one invocation; cheap once they were got. */
  readonly headersFor: (invokeUrl: string) => Promise<Readonly<Record<string, string>>>
  /**
   * Takes what an answer says for the next proof. True: it refused nothing but the proof, before anything ran, and the same
   * invocation may be sent again with another.
   */
  readonly learn?: (answer: Pick<InvokeAnswer, 'status' | 'headers' | 'receivedAt'>) => boolean
}

/** How secrets and tokens for flows are got; the shell makes the real one. */
export interface FlowKeys {
  readonly readSecret: (reference: SecretReference) => Promise<string>
  /**
   * The connected org's service app with the scope okta.workflows.invoke.manage.
   * @throws OpsError OPS_FLOW_CONFIG when the flow is not of that org: its token would go to a stranger
   */
  readonly oauth: (flow: Flow) => Promise<InvokeAuthorizer>
}

/** The authorizer for a flow, with its secret read. @throws OpsError OPS_SECRET and its like */
export async function authorizerFor(flow: Flow, keys: FlowKeys): Promise<InvokeAuthorizer> {
  const {access} = flow
  if (access.kind === 'oauth') return keys.oauth(flow)
  const headers: Readonly<Record<string, string>> =
    access.kind === 'public' ? {} : {'x-api-client-token': tokenOf(flow, await keys.readSecret(access.token))}
  return {headersFor: () => Promise.resolve(headers)}
}

/** @throws OpsError OPS_SECRET for what no header can carry; Node's own error would show it */
function tokenOf({name}: Flow, secret: string): string {
  const token = secret.trim()
  if (/^[\x21-\x7e]+$/.test(token)) return token
  throw new OpsError('OPS_SECRET', `the client token of ${name} has characters that no token has`, {
    next: `okta-ops flows show ${name}`,
  })
}
