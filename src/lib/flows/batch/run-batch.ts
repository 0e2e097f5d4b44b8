import {renderInput} from '../../language/template/input-render.js'
import type {FlowRun, FlowRunner} from '../../ports/flow-runner.js'
import {OpsError} from '../../shared/errors.js'
import type {JsonObject} from '../../shared/json.js'
import type {Machine} from '../../shared/machine.js'
import {newRunId} from '../../shared/run-id.js'
import {batchCause} from '../journal/run-history.js'
import {stepKey, type Batch, type BatchStep} from './batch.js'
import {leftoverOf, nextSteps, pauseBefore, type PlanLimits, type StepEnd} from './plan.js'

/** What running a batch takes. */
export interface BatchParts {
  readonly machine: Machine
  readonly runner: FlowRunner
  /** Of one piece of work the run that counts, made by an earlier start; undefined when nothing was begun. */
  readonly former: (flow: string, key: string) => FlowRun | undefined
  /** Waits for the end of a run that this start has not made. */
  readonly follow: (run: FlowRun) => Promise<FlowRun>
  readonly limits: PlanLimits
  readonly signal: AbortSignal
  /** Told when a step is written down, and when nothing more will be done about it. */
  readonly onBegin: (step: BatchStep, run: FlowRun) => void
  readonly onEnd: (report: StepReport) => void
}

/** What became of a step. */
export interface StepReport {
  readonly step: BatchStep
  readonly state: StepEnd
  /** The last one; there is none for a step that could not even be written down. */
  readonly run?: FlowRun
  /** One line on a state that is not `succeeded`. */
  readonly reason?: string
  /** Why the step could not be written down. */
  readonly error?: OpsError
  /** Requests of this start; 0 for what an earlier one has done. */
  readonly tries: number
}

/**
 * Runs what is left to do of a batch, and tells what became of each step, in the order of the file. Nothing that an earlier start
 * has had an answer to is sent again, unless the step says that its flow may run twice.
 * @throws OpsError OPS_STORE, OPS_DISK_FULL when the journal cannot be written; the batch can be resumed
 */
export async function runBatch(batch: Batch, parts: BatchParts): Promise<readonly StepReport[]> {
  const reports = new Map<string, StepReport>()
  const standing = new Map<string, StepEnd | 'begun'>()
  const underWay = new Map<string, Promise<void>>()
  const fatal: unknown[] = []
  const settle = (report: StepReport): void => {
    reports.set(report.step.id, report)
    standing.set(report.step.id, report.state)
    parts.onEnd(report)
  }
  const begin = (step: BatchStep): void => {
    standing.set(step.id, 'begun')
    const work = performStep(batch, step, {...parts, reports})
      .then(settle, (error: unknown) => void fatal.push(error))
      .finally(() => underWay.delete(step.id))
    underWay.set(step.id, work)
  }
  for (;;) {
    if (fatal.length === 0 && !parts.signal.aborted) {
      const next = nextSteps(batch.steps, standing, parts.limits)
      for (const step of batch.steps) {
        const reason = next.skip.get(step.id)
        if (reason !== undefined) settle({step, state: 'skipped', reason, tries: 0})
        if (next.begin.includes(step.id)) begin(step)
      }
    }
    if (underWay.size === 0) break
    await Promise.race(underWay.values())
  }
  if (fatal.length > 0) throw fatal[0]
  for (const step of batch.steps)
    if (!standing.has(step.id)) settle({step, state: 'skipped', reason: 'cancelled', tries: 0})
  return batch.steps.flatMap(({id}) => reports.get(id) ?? [])
}

interface StepParts extends BatchParts {
  readonly reports: ReadonlyMap<string, StepReport>
}

async function performStep(batch: Batch, step: BatchStep, parts: StepParts): Promise<StepReport> {
  const former = parts.former(step.flow, stepKey(batch, step))
  if (former !== undefined) {
    const leftover = leftoverOf(former, step)
    if (leftover === 'keep') return reportOf(step, former, 0)
    if (leftover === 'follow') {
      const now = await parts.follow(former)
      if (now.state !== 'refused' && !(step.retry?.safe === true && now.state !== 'succeeded'))
        return reportOf(step, now, 0)
    }
  }
  let input: JsonObject
  try {
    input = inputOf(step, parts.reports)
  } catch (error) {
    return notWrittenDown(step, error, parts)
  }
  return tryStep(batch, step, {...parts, input})
}

async function tryStep(
  batch: Batch,
  step: BatchStep,
  parts: StepParts & {readonly input: JsonObject},
): Promise<StepReport> {
  for (let tries = 1; ; tries++) {
    let run: FlowRun
    try {
      run = await sendStep(batch, step, parts)
    } catch (error) {
      return notWrittenDown(step, error, parts)
    }
    const pauseMs = pauseBefore(run, step.retry, tries)
    if (pauseMs === undefined || !(await slept(parts, pauseMs))) return reportOf(step, run, tries)
  }
}

async function sendStep(
  batch: Batch,
  step: BatchStep,
  {machine, runner, signal, input, onBegin, follow}: BatchParts & {readonly input: JsonObject},
): Promise<FlowRun> {
  const runId = newRunId(machine)
  const run = await runner.run({
    flow: step.flow,
    input,
    runId,
    key: stepKey(batch, step),
    mayRepeat: step.retry?.safe === true,
    secretInputs: step.secretInputs,
    cause: batchCause(batch.name),
    signal,
    ...(step.timeoutMs === undefined ? {} : {timeoutMs: step.timeoutMs}),
    onProgress: (now) => {
      if (now.state === 'planned') onBegin(step, now)
    },
  })
  // Another start of the same batch was faster.
  return run.runId === runId ? run : follow(run)
}

async function slept({machine, signal}: BatchParts, ms: number): Promise<boolean> {
  try {
    await machine.sleep(ms, signal)
    return true
  } catch (error) {
    if (signal.aborted) return false
    throw error
  }
}

function inputOf(step: BatchStep, reports: ReadonlyMap<string, StepReport>): JsonObject {
  const steps: Record<string, JsonObject> = {}
  for (const id of step.uses) {
    const run = reports.get(id)?.run
    if (run?.outputCut === true)
      throw new OpsError(
        'OPS_TEMPLATE',
        `the journal has only the beginning of what ${id} answered: it was too long`,
      )
    steps[id] = {output: run?.output ?? null}
  }
  return renderInput(step.input, {steps}, {strict: true})
}

const ownTroubles: readonly string[] = ['OPS_STORE', 'OPS_DISK_FULL']

/** Nothing was sent. What is wrong with this machine stops the batch; what is wrong with a step stops the step. */
function notWrittenDown(step: BatchStep, error: unknown, {signal}: BatchParts): StepReport {
  if (signal.aborted) return {step, state: 'skipped', reason: 'cancelled', tries: 0}
  if (!(error instanceof OpsError) || ownTroubles.includes(error.code)) throw error
  return {step, state: 'refused', reason: error.message, error, tries: 0}
}

function reportOf(step: BatchStep, run: FlowRun, tries: number): StepReport {
  // A run that another process has not sent yet is as good as one under way.
  const state = run.state === 'planned' || run.state === 'sent' ? 'running' : run.state
  return {step, state, run, tries, ...(run.reason === undefined ? {} : {reason: run.reason})}
}
