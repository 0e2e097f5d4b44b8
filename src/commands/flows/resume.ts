import {BaseCommand} from '../../lib/cli/base-command.js'
import {flowsFlag, inputFlags} from '../../lib/cli/flow-flags.js'
import {flowKeysOf, registryOf} from '../../lib/cli/flow-runner-of.js'
import {interruption, untilInterrupted} from '../../lib/cli/interrupt.js'
import {Args, Flags} from '../../lib/cli/oclif.js'
import {orgFlag} from '../../lib/cli/org-flags.js'
import {textOfStdin} from '../../lib/cli/text-of-stdin.js'
import {pausedOf, type Paused} from '../../lib/flows/history/find-paused.js'
import {withRuns} from '../../lib/flows/journal/with-runs.js'
import {readInput} from '../../lib/flows/read-input.js'
import {flowNamed} from '../../lib/flows/registry/registry.js'
import {resumeExecution} from '../../lib/flows/resume-execution.js'
import {runFailure} from '../../lib/flows/run-failure.js'
import {OpsError} from '../../lib/shared/errors.js'
import type {JsonValue} from '../../lib/shared/json.js'
import {visibleJson} from '../../lib/shared/visible-text.js'

/** What `flows resume --json` answers with; beside `error` too, where it was not resumed. */
export interface FlowsResumeResult {
  readonly flow: string
  readonly executionId: string
  /** The run that the execution came of, where it was made here. */
  readonly runId?: string
  readonly state: 'succeeded' | 'failed' | 'refused' | 'unknown'
  /** The HTTP status. */
  readonly status?: number
  readonly output?: JsonValue
  readonly reason?: string
}

export default class FlowsResume extends BaseCommand<typeof FlowsResume> {
  static override summary = 'Let an execution go on that waits at a Pause card.'
  static override description =
    "An execution waits for up to 30 days. It is named by the run it came of, where the answer told its id, or by Okta's id of it together with --flow. The request goes out once and is never repeated by itself; what Okta answers to it is not documented."
  static override examples = [
    '<%= config.bin %> <%= command.id %> run_01ARYZ6S41TSV4RRFFQ69G5FAV --input approved:=true',
    '<%= config.bin %> <%= command.id %> 3f6c2a51-7b0e-4c15-9d48-1f2e3d4c5b6a --flow offboard',
  ]
  static override args = {
    execution: Args.string({
      required: true,
      ignoreStdin: true,
      description: "a run of flows history, or Okta's id of the execution",
    }),
  }
  static override flags = {
    org: orgFlag(),
    flows: flowsFlag(),
    flow: Flags.string({helpValue: 'NAME', summary: 'the flow, where no run here tells which it is'}),
    ...inputFlags,
  }

  #result: FlowsResumeResult | undefined

  override async run(): Promise<FlowsResumeResult> {
    const {context, flags} = this
    const {machine} = context
    const id = (await this.parse(FlowsResume)).args.execution
    const {input: words = [], 'input-file': file, org} = flags
    const warn = (line: string): void => {
      this.warn(line)
    }
    const input = await readInput({words, file, readStdin: () => textOfStdin(this.voice)})
    const paused = await withRuns(machine, (runs) =>
      pausedOf(runs, {id, flow: flags.flow, now: machine.now()}),
    )
    const flow = flowNamed(await registryOf(context, {org, flows: flags.flows, warn}), paused.flow)
    const {outcome, signal} = await untilInterrupted(async (signal) => ({
      outcome: await resumeExecution(machine, flowKeysOf(context, {org, warn}), {
        ...paused,
        flow,
        input,
        signal,
      }),
      signal,
    }))
    this.#result = resultOf(paused, outcome)
    if (outcome.output !== undefined) this.log(visibleJson(outcome.output))
    const {flow: name, executionId: runId} = paused
    const failure = runFailure({...outcome, flow: name, runId, input, createdAt: machine.now()}, {runId})
    if (failure !== undefined) throw signal.aborted ? interruption(failure, signal) : resuming(failure)
    this.say(`${name} goes on: ${runId}`)
    return this.#result
  }

  protected override toErrorJson(
    thrown: unknown,
  ): ReturnType<BaseCommand<typeof FlowsResume>['toErrorJson']> {
    return {...super.toErrorJson(thrown), ...(this.#result === undefined ? {} : {result: this.#result})}
  }
}

function resultOf(
  {flow, executionId, run}: Paused,
  {state, status, output, reason}: Awaited<ReturnType<typeof resumeExecution>>,
): FlowsResumeResult {
  return {
    flow,
    executionId,
    ...(run === undefined ? {} : {runId: run.runId}),
    state,
    ...(status === undefined ? {} : {status}),
    ...(output === undefined ? {} : {output}),
    ...(reason === undefined ? {} : {reason}),
  }
}

function resuming({code, message, failure, cause}: OpsError): OpsError {
  return new OpsError(code, `resuming: ${message}`, {failure, next: 'okta-ops flows history', cause})
}
