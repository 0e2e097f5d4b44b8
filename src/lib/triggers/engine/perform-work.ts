import type {FlowRun, FlowRunner, RunState} from '../../ports/flow-runner.js'
import {chance} from '../../shared/chance.js'
import type {JsonObject, JsonValue} from '../../shared/json.js'
import type {Machine} from '../../shared/machine.js'
import {isOutOfPlace} from '../../store/store-errors.js'
import type {TriggerStore} from '../journal/trigger-store.js'
import {failureStep, firstStep, flowKey, type Ending, type NextStep, type Work} from '../journal/work.js'
import {renderInput} from '../../language/template/input-render.js'
import {scopeOf} from '../rules/render.js'
import type {Rule} from '../rules/rule.js'
import {stepAfter, stepOf, type ActiveRules} from './active-rules.js'
import {judgeRun, judgeThrown, type Judging} from './judge-run.js'
import type {Patience} from './patience.js'

/** What doing work needs. */
export interface PerformingDeps {
  readonly machine: Machine
  readonly store: TriggerStore
  readonly runner: FlowRunner
  readonly rules: () => ActiveRules
}

/** How a try ended, before it is written down. */
export interface Verdict {
  readonly ending: Ending
  /** Of the run itself; `planned`: nothing was sent. */
  readonly run: RunState
  readonly flow?: string
  readonly next?: NextStep
}

const noRetry = {max: 0, backoffMs: 0, on: []} as const

/**
 * Runs the flow of a claimed step once.
 * @throws OpsError OPS_STORE when a journal was moved or deleted: nothing was sent, and the work is planned again
 * @returns undefined when the journals could not be read until `signal` ended the wait: the work stays claimed
 */
export async function performWork(
  deps: PerformingDeps & {readonly patience: Patience},
  work: Work,
  signal: AbortSignal,
): Promise<Verdict | undefined> {
  const {runner, rules} = deps
  const rule = rules().byId.get(work.rule)
  const judging = judgingOf(deps, work, rule)
  try {
    const step = rule && stepOf(rule, work.step)
    if (rule === undefined || step === undefined)
      throw new Error(`the rule ${work.rule} has no step ${work.step} any more`)
    const run = await runner.run({
      flow: step.flow,
      input: renderInput(step.input, scopeFor(deps, work)),
      runId: work.runId ?? '',
      key: flowKey(work),
      cause: {kind: 'trigger', name: rule.id, event: work.event},
      secretInputs: rule.secretInputs,
      ...(mayRepeat(work, rule) ? {mayRepeat: true} : {}),
      ...(rule.timeoutMs === undefined ? {} : {timeoutMs: rule.timeoutMs}),
    })
    return verdict(judgeRun(run, judging), {work, rule, run})
  } catch (error) {
    if (isOutOfPlace(error)) {
      deps.store.release(work, deps.machine.now())
      throw error
    }
    const found = await deps.patience.until(() => ({run: runner.find(work.runId ?? '')}), signal)
    return found && verdict(judgeThrown(error, found.run, judging), {work, rule, ...found})
  }
}

/** What is to be written down of a run that was found in the journal of runs, and not waited for. */
export function judgeFound(deps: PerformingDeps, work: Work, run: FlowRun): Verdict {
  const rule = deps.rules().known.get(work.rule)
  return verdict(judgeRun(run, judgingOf(deps, work, rule)), {work, rule, run})
}

function judgingOf({machine}: PerformingDeps, work: Work, rule: Rule | undefined): Judging {
  return {retry: rule?.retry ?? noRetry, work, now: machine.now(), chance: chance(machine)}
}

function verdict(
  ending: Ending,
  {
    work,
    rule,
    run,
  }: {readonly work: Work; readonly rule: Rule | undefined; readonly run: FlowRun | undefined},
): Verdict {
  const isEnd = ending.state === 'succeeded' || ending.state === 'failed'
  const next = rule && isEnd ? stepAfter(rule, work.step, ending.state) : undefined
  return {
    ending,
    run: run?.state ?? 'planned',
    ...(run === undefined ? {} : {flow: run.flow}),
    ...(next === undefined ? {} : {next}),
  }
}

/** A person's word for this try, or the rule's for every one after a try whose fate is unknown. */
function mayRepeat(work: Work, {retry}: Rule): boolean {
  return work.mayRepeat || (work.tries > 1 && retry.on.includes('unknown'))
}

/** What the step's templates see: the event, and for later steps what the ones before have come to. */
function scopeFor({store}: PerformingDeps, work: Work): JsonObject {
  const event = store.event(work.event)?.body
  if (event === undefined) throw new Error(`event ${work.event} is not in the journal`)
  if (work.step === firstStep) return event
  const outputs = new Map<string, JsonValue>()
  for (const [step, output] of store.outputs(work)) outputs.set(step, output ?? null)
  const failed = work.step === failureStep ? store.failureOf(work) : undefined
  if (failed === undefined) return scopeOf(event, {outputs})
  const {step, flow, runId, reason} = failed
  return scopeOf(event, {outputs, failure: {step, flow, run: runId ?? null, reason: reason ?? null}})
}
