import type {JsonValue} from '../../shared/json.js'
import {visibleText} from '../../shared/visible-text.js'

/** How an execution stands, as a status flow or a record of the Execution Log Stream says it. */
export type ExecutionState = 'running' | 'succeeded' | 'failed' | 'cancelled'

/** What a status flow answers (docs/flows.md); `found: false`: it knows nothing of the run, yet or ever. */
export type StatusAnswer =
  | {readonly found: false}
  | {
      readonly found: true
      readonly state: ExecutionState
      readonly output?: JsonValue
      readonly executionId?: string
      readonly message?: string
    }

const states: readonly string[] = ['running', 'succeeded', 'failed', 'cancelled']

/**
 * Reads a status flow's answer.
 * @returns a text that says what is wrong with it, where it does not keep to the contract
 */
export function readStatusAnswer(output: JsonValue | undefined): StatusAnswer | string {
  if (typeof output !== 'object' || output === null || Array.isArray(output)) return 'it is no JSON object'
  const {found, state, output: result, executionId, message} = output as Readonly<Record<string, JsonValue>>
  if (found === false) return {found: false}
  if (found !== true) return 'found is neither true nor false'
  if (typeof state !== 'string' || !states.includes(state)) return `state is none of ${states.join(', ')}`
  return {
    found: true,
    state: state as ExecutionState,
    ...(result === undefined ? {} : {output: result}),
    ...(typeof executionId === 'string' ? {executionId: visibleText(executionId.slice(0, 200))} : {}),
    ...(typeof message === 'string' ? {message: visibleText(message.slice(0, 300))} : {}),
  }
}
