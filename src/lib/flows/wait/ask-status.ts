import type {FlowRequest} from '../../ports/flow-runner.js'
import {OpsError} from '../../shared/errors.js'
import type {Machine} from '../../shared/machine.js'
import type {Flow} from '../flow.js'
import type {InvokeAuthorizer} from '../invoke/flow-access.js'
import {invoke} from '../invoke/invoke-client.js'
import {judgeExchange} from '../invoke/outcome.js'
import {bodyOf} from '../run-input.js'
import {readStatusAnswer, type StatusAnswer} from './status-answer.js'

/** A flow that tells how far runs of another one are. */
export interface StatusFlow {
  readonly flow: Flow
  readonly authorizer: InvokeAuthorizer
}

const timeoutMs = 30_000

/**
 * Asks once: POST `{"_okta_ops": {"run": ID, ...}}`. It only reads, so it is not journalled and may be asked again.
 * @returns a text that says why there is no answer this time
 */
export async function askStatus(
  machine: Machine,
  {flow, authorizer}: StatusFlow,
  {runId, key, signal}: Pick<FlowRequest, 'runId' | 'key' | 'signal'>,
): Promise<StatusAnswer | string> {
  try {
    const headers = await authorizer.headersFor(flow.invokeUrl)
    const body = bodyOf({input: {}, runId, ...(key === undefined ? {} : {key})}, machine.now())
    const exchange = await invoke(machine, {invokeUrl: flow.invokeUrl, headers, body, timeoutMs, signal})
    if (exchange.kind === 'answer') authorizer.learn?.(exchange.answer)
    const {state, reason, output} = judgeExchange(exchange)
    if (state !== 'succeeded') return `${flow.name}: ${reason ?? state}`
    const answer = readStatusAnswer(output)
    return typeof answer === 'string' ? `${flow.name}: ${answer}` : answer
  } catch (error) {
    if (error instanceof OpsError) return `${flow.name}: ${error.message}`
    throw error
  }
}
