import type {FlowRequest} from '../ports/flow-runner.js'
import {showSecretReference} from '../secrets/secret-reference.js'
import type {JsonObject} from '../shared/json.js'
import type {Machine} from '../shared/machine.js'
import type {Flow} from './flow.js'
import {checkInput} from './registry/input-schema.js'
import {shownInvokeUrl} from './registry/invoke-url.js'
import {flowNamed, type Registry} from './registry/registry.js'
import {bodyOf, checkKey, shownInput} from './run-input.js'

/** A request that would go out, without what lets anybody in. */
export interface RequestPreview {
  readonly method: 'POST'
  /** Most of the alias left out. */
  readonly url: string
  /** Where a secret would stand there is the place it lies in. */
  readonly headers: Readonly<Record<string, string>>
  readonly body: JsonObject
}

/**
 * What running would send, all of it checked as running would; nothing is read that is secret, sent or written.
 * @throws OpsError as running does: OPS_FLOW_NOT_FOUND, OPS_FLOW_CONFIG, OPS_FLOW_INPUT
 */
export async function previewRequest(
  machine: Machine,
  registry: Registry,
  request: Pick<FlowRequest, 'flow' | 'input' | 'runId' | 'secretInputs'> & {
    readonly key?: string | undefined
  },
): Promise<RequestPreview> {
  const flow = flowNamed(registry, request.flow)
  const {input, runId, key, secretInputs} = request
  checkKey(key)
  await checkInput(flow, input)
  const shown = shownInput(input, secretInputs)
  return {
    method: 'POST',
    url: shownInvokeUrl(flow.invokeUrl),
    headers: {'content-type': 'application/json', ...accessHeader(flow)},
    body: bodyOf({input: shown, runId, ...(key === undefined ? {} : {key})}, machine.now()),
  }
}

function accessHeader({access}: Flow): Readonly<Record<string, string>> {
  if (access.kind === 'client-token') return {'x-api-client-token': `(${showSecretReference(access.token)})`}
  return access.kind === 'oauth' ? {authorization: '(a token with okta.workflows.invoke.manage)'} : {}
}
