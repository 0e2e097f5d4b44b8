import type {FlowRequest} from '../ports/flow-runner.js'
import {OpsError} from '../shared/errors.js'
import type {JsonObject} from '../shared/json.js'
import {isShallow} from '../shared/shallow-json.js'

/** Our own part of a request's body; a flow may check `key` to act once only (docs/flows.md). */
export const ownField = '_okta_ops'

/**
 * The body that goes out: the input's fields, and our own.
 * @throws OpsError OPS_FLOW_INPUT when the input has that field itself, or is nested too deep
 */
export function bodyOf(
  {input, runId, key}: Pick<FlowRequest, 'input' | 'runId' | 'key'>,
  at: Date,
): JsonObject {
  if (Object.hasOwn(input, ownField))
    throw new OpsError(
      'OPS_FLOW_INPUT',
      `the input may not have a field ${ownField}: okta-ops puts its own there`,
      {
        failure: 'usage',
      },
    )
  if (!isShallow(input))
    throw new OpsError('OPS_FLOW_INPUT', 'the input is nested too deep: more than 100 levels', {
      failure: 'usage',
    })
  return {
    ...input,
    [ownField]: {run: runId, ...(key === undefined ? {} : {key}), sent_at: at.toISOString()},
  }
}

/** The input as journals and people may see it: secret ones are `sha256:...` of their JSON. */
export function shownInput(input: JsonObject, secretInputs: readonly string[] = []): JsonObject {
  return Object.fromEntries(
    Object.entries(input).map(([name, value]) => [name, secretInputs.includes(name) ? hashed(value) : value]),
  )
}

/** Whether a run whose input the journal shows as `shown` had this input; the order of fields does not matter. */
export function hadInput(shown: JsonObject, input: JsonObject): boolean {
  const {isDeepStrictEqual} = process.getBuiltinModule('node:util')
  const names = Object.keys(shown)
  return (
    names.length === Object.keys(input).length &&
    names.every((name) => {
      if (!Object.hasOwn(input, name)) return false
      const [was, is] = [shown[name], input[name]]
      return isDeepStrictEqual(was, is) || was === hashed(is)
    })
  )
}

function hashed(value: unknown): string {
  const {createHash} = process.getBuiltinModule('node:crypto')
  return `sha256:${createHash('sha256')
    .update(JSON.stringify(value ?? null))
    .digest('hex')}`
}

/** @throws OpsError OPS_USAGE for a secret field that is not there: a mistyped one would be kept in clear text */
export function checkSecretInputs(input: JsonObject, secretInputs: readonly string[]): void {
  const missing = secretInputs.find((name) => !Object.hasOwn(input, name))
  if (missing === undefined) return
  throw new OpsError('OPS_USAGE', `--secret-input: the input has no field ${JSON.stringify(missing)}`, {
    failure: 'usage',
  })
}

const longestKey = 512

/** @throws OpsError OPS_FLOW_INPUT for a key that cannot be kept or sent as one */
export function checkKey(key: string | undefined): void {
  if (key === undefined || (key !== '' && key.length <= longestKey && !key.includes('\0'))) return
  throw new OpsError('OPS_FLOW_INPUT', `a key is a text of 1 to ${longestKey} characters`, {failure: 'usage'})
}
