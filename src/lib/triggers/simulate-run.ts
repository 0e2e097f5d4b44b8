import type {FlowRequest, FlowRun, FlowRunner} from '../ports/flow-runner.js'
import type {JsonObject, JsonValue} from '../shared/json.js'
import type {Machine} from '../shared/machine.js'
import {newRunId} from '../shared/run-id.js'
import {renderInput} from '../language/template/input-render.js'
import {scopeOf} from './rules/render.js'
import type {Rule, ThenStep} from './rules/rule.js'

/** What running a simulated event needs. */
export interface SimulationDeps {
  readonly machine: Pick<Machine, 'now' | 'randomBytes'>
  readonly runner: Pick<FlowRunner, 'run'>
  readonly signal: AbortSignal
  /** Told of each run when it has ended. */
  readonly onRun: (step: string, run: FlowRun) => void
}

/** One run of a simulated event. */
export interface SimulatedRun {
  readonly rule: string
  /** `flow`, the id of a step of `then`, or `on_failure`. */
  readonly step: string
  readonly run: FlowRun
}

/**
 * Runs what a rule would run for an event, one after the other: its flow and the steps of `then` while they succeed, and
 * `on_failure` once one has not. Neither throttle nor debounce hold it up, and nothing is tried again. Its keys begin with
 * `simulated:` and are new each time, so that no real event is ever taken for done.
 */
export async function simulateRule(
  deps: SimulationDeps,
  rule: Rule,
  event: JsonObject,
): Promise<readonly SimulatedRun[]> {
  const runs: SimulatedRun[] = []
  const outputs = new Map<string, JsonValue>()
  const runStep = async (step: ThenStep, scope: JsonObject): Promise<FlowRun> => {
    const run = await deps.runner.run(requestFor(deps, {rule, step, event, scope}))
    runs.push({rule: rule.id, step: step.id, run})
    deps.onRun(step.id, run)
    return run
  }
  for (const step of [{id: 'flow', flow: rule.flow, input: rule.input}, ...rule.then]) {
    const run = await runStep(step, step.id === 'flow' ? event : scopeOf(event, {outputs}))
    if (run.state !== 'succeeded') {
      const failure = {step: step.id, flow: step.flow, run: run.runId, reason: run.reason ?? null}
      if (rule.onFailure !== undefined && run.state !== 'running')
        await runStep({id: 'on_failure', ...rule.onFailure}, scopeOf(event, {outputs, failure}))
      break
    }
    outputs.set(step.id, run.output ?? null)
  }
  return runs
}

interface Step {
  readonly rule: Rule
  readonly step: ThenStep
  readonly event: JsonObject
  readonly scope: JsonObject
}

function requestFor({machine, signal}: SimulationDeps, {rule, step, event, scope}: Step): FlowRequest {
  const runId = newRunId(machine)
  const {uuid} = event
  return {
    flow: step.flow,
    input: renderInput(step.input, scope),
    runId,
    key: `simulated:${runId}`,
    secretInputs: rule.secretInputs,
    cause: {kind: 'trigger', name: rule.id, ...(typeof uuid === 'string' ? {event: uuid} : {})},
    signal,
    ...(rule.timeoutMs === undefined ? {} : {timeoutMs: rule.timeoutMs}),
  }
}
