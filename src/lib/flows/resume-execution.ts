import type {FlowRun} from '../ports/flow-runner.js'
import {OpsError} from '../shared/errors.js'
import type {JsonObject} from '../shared/json.js'
import type {Machine} from '../shared/machine.js'
import type {Flow} from './flow.js'
import {authorizerFor, type FlowKeys} from './invoke/flow-access.js'
import {invoke} from './invoke/invoke-client.js'
import {judgeExchange, type Outcome} from './invoke/outcome.js'
import {bodyOf} from './run-input.js'

const usualTimeoutMs = 60_000

/** An execution that waits at a Pause card. */
export interface PausedExecution {
  readonly flow: Flow
  readonly executionId: string
  /** The run that it came of, where it was ours: its id goes along. */
  readonly run: FlowRun | undefined
  readonly input: JsonObject
  readonly signal: AbortSignal
}

/**
 * Lets a paused execution go on, once: POST .../api/flo/ALIAS/resume/EXECUTION_ID (help.okta.com, Pause card). What it answers is
 * not documented, so it is judged as an invocation is. Nothing is thrown once the request may have left.
 * @throws OpsError OPS_FLOW_INPUT for an id that is none; OPS_SECRET and its like
 */
export async function resumeExecution(
  machine: Machine,
  keys: FlowKeys,
  {flow, executionId, run, input, signal}: PausedExecution,
): Promise<Outcome> {
  if (!/^[\w-]{1,128}$/.test(executionId))
    throw new OpsError('OPS_FLOW_INPUT', `${JSON.stringify(executionId)} is no id of an execution`, {
      failure: 'usage',
    })
  const url = flow.invokeUrl.replace(/\/invoke$/, `/resume/${executionId}`)
  const authorizer = await authorizerFor(flow, keys)
  const body = run === undefined ? input : bodyOf({input, ...withKey(run)}, machine.now())
  const send = async (): Promise<Outcome | undefined> => {
    const headers = await authorizer.headersFor(url)
    const timeoutMs = flow.timeoutMs ?? usualTimeoutMs
    const exchange = await invoke(machine, {invokeUrl: url, headers, body, timeoutMs, signal})
    const outcome = judgeExchange(exchange)
    const asksAgain = exchange.kind === 'answer' && authorizer.learn?.(exchange.answer) === true
    // As in send-run.ts: the flow may say the very same itself.
    return asksAgain && outcome.state === 'refused' && 'dpop' in headers ? undefined : outcome
  }
  return (
    (await send()) ?? (await send()) ?? {state: 'refused', reason: 'the proof of the token was refused twice'}
  )
}

function withKey({runId, key}: FlowRun): {readonly runId: string; readonly key?: string} {
  return {runId, ...(key === undefined ? {} : {key})}
}
