import {duration, namePattern} from '../../language/field-shapes.js'
import {editYaml, type YamlContent} from '../../language/yaml-edit.js'
import {parseYaml} from '../../language/yaml-file.js'
import {
  choice,
  converted,
  mapOf,
  optional,
  record,
  text,
  yesOrNo,
  type Shape,
  type ShapeOf,
} from '../../language/yaml-shapes.js'
import {
  parseSecretReference,
  showSecretReference,
  type SecretReference,
} from '../../secrets/secret-reference.js'
import {OpsError} from '../../shared/errors.js'
import type {Environment} from '../../shared/machine.js'
import type {Flow, FlowAccess} from '../flow.js'
import {parseRate, showRate} from '../../shared/rate.js'
import {readInvokeUrl} from './invoke-url.js'

const reference = converted((written): SecretReference => {
  const found = parseSecretReference(written, 'it')
  if (found.kind === 'stdin')
    throw new OpsError('OPS_SECRET', 'no file can name stdin: it is not there later')
  return found
})

/** One way in at most. */
function oneWay<T extends {readonly clientToken?: unknown; readonly oauth?: boolean}>(
  shape: Shape<T>,
): Shape<T> {
  return (value) => {
    const found = shape(value)
    if (found.clientToken !== undefined && found.oauth === true)
      throw value.trouble('has both clientToken and oauth; a flow takes one of them')
    return found
  }
}

const writtenFlow = oneWay(
  record({
    invokeUrl: converted(readInvokeUrl),
    clientToken: optional(reference),
    oauth: optional(yesOrNo),
    inputSchema: optional(text()),
    statusFlow: optional(text()),
    timeout: optional(duration),
    maxRate: optional(converted((written) => parseRate(written, 'it'))),
  }),
)

const flowsFile = record({
  version: choice(['1']),
  flows: optional(mapOf(writtenFlow)),
})

type WrittenFlow = ShapeOf<typeof writtenFlow>

/** Where the text stands. */
export interface FlowsText {
  readonly file: string
  readonly kind: Flow['source']['kind']
  readonly env: Environment
}

/**
 * The flows of a flows.yaml (docs/flows.md), by name.
 * @throws OpsError OPS_YAML with file, line and column
 */
export function parseFlows(written: string, {file, kind, env}: FlowsText): ReadonlyMap<string, Flow> {
  const {flows = new Map<string, WrittenFlow>()} = parseYaml(written, {file, env}, flowsFile)
  for (const name of flows.keys()) {
    if (!isFlowName(name))
      throw new OpsError(
        'OPS_YAML',
        `${file}: a flow cannot be called ${JSON.stringify(name)}: ${nameRule}`,
        {
          failure: 'usage',
        },
      )
  }
  return new Map([...flows].map(([name, flow]) => [name, flowOf(name, flow, {kind, file})]))
}

const nameRule = 'letters, digits, . _ - and no more than 64 of them'

/**
 * A name for a flow.
 * @throws OpsError OPS_USAGE
 */
export function checkedFlowName(name: string): string {
  if (isFlowName(name)) return name
  throw new OpsError('OPS_USAGE', `a flow cannot be called ${JSON.stringify(name)}: ${nameRule}`, {
    failure: 'usage',
  })
}

function isFlowName(name: string): boolean {
  return namePattern.test(name)
}

function flowOf(name: string, written: WrittenFlow, source: Flow['source']): Flow {
  const {invokeUrl, clientToken, oauth, inputSchema, statusFlow, timeout, maxRate} = written
  const access: FlowAccess =
    clientToken !== undefined
      ? {kind: 'client-token', token: clientToken}
      : {kind: oauth === true ? 'oauth' : 'public'}
  return {
    name,
    invokeUrl,
    access,
    ...(inputSchema === undefined ? {} : {inputSchema}),
    ...(statusFlow === undefined ? {} : {statusFlow}),
    ...(timeout === undefined ? {} : {timeoutMs: timeout}),
    ...(maxRate === undefined ? {} : {maxPerSecond: maxRate}),
    source,
  }
}

const beginning =
  '# Okta Workflows flows of okta-ops (docs/flows.md). Secrets are never in here, only where they are.\nversion: 1\n'

/** `written` with a flow added or replaced; an empty text begins a file. */
export function withFlow(written: string, flow: Flow, file: string): string {
  const edit = editYaml(written.trim() === '' ? beginning : written, file)
  edit.set(['flows', flow.name], contentOf(flow))
  return edit.text()
}

/** `written` without a flow. */
export function withoutFlow(written: string, name: string, file: string): string {
  const edit = editYaml(written, file)
  edit.remove(['flows', name])
  return edit.text()
}

function contentOf({invokeUrl, access, inputSchema, statusFlow, timeoutMs, maxPerSecond}: Flow): YamlContent {
  return {
    invokeUrl,
    ...(access.kind === 'client-token' ? {clientToken: showSecretReference(access.token)} : {}),
    ...(access.kind === 'oauth' ? {oauth: true} : {}),
    ...(inputSchema === undefined ? {} : {inputSchema}),
    ...(statusFlow === undefined ? {} : {statusFlow}),
    ...(timeoutMs === undefined
      ? {}
      : {timeout: timeoutMs % 1000 === 0 ? `${timeoutMs / 1000}s` : `${timeoutMs}ms`}),
    ...(maxPerSecond === undefined ? {} : {maxRate: showRate(maxPerSecond)}),
  }
}
