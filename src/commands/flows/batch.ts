import {BaseCommand} from '../../lib/cli/base-command.js'
import {flowsFlag} from '../../lib/cli/flow-flags.js'
import {flowKeysOf, flowRunnerOf, registryOf} from '../../lib/cli/flow-runner-of.js'
import {interruption, untilInterrupted} from '../../lib/cli/interrupt.js'
import {Args, Flags} from '../../lib/cli/oclif.js'
import {orgFlag} from '../../lib/cli/org-flags.js'
import {renderTable} from '../../lib/cli/table.js'
import type {Batch} from '../../lib/flows/batch/batch.js'
import {readBatch} from '../../lib/flows/batch/batch-file.js'
import {batchFailure, shownStep, type ShownStep} from '../../lib/flows/batch/batch-result.js'
import {begunBefore, begunError, begunOtherwise, begunOtherwiseError} from '../../lib/flows/batch/begun.js'
import {wavesOf} from '../../lib/flows/batch/plan.js'
import {runBatch, type StepReport} from '../../lib/flows/batch/run-batch.js'
import {tookWords} from '../../lib/flows/history/run-words.js'
import {withRuns, type OpenRuns} from '../../lib/flows/journal/with-runs.js'
import {flowNamed, type Registry} from '../../lib/flows/registry/registry.js'
import {statusFlowOf} from '../../lib/flows/run-flow.js'
import {followRun} from '../../lib/flows/wait/follow-run.js'
import type {FlowRun, FlowRunner} from '../../lib/ports/flow-runner.js'
import {counted} from '../../lib/shared/counted.js'
import {shellWord} from '../../lib/shared/shell-word.js'

const usualParallel = 4
const followMs = {timeoutMs: 300_000, intervalMs: 2000}

/** A step of a batch that is only looked at. */
interface PlannedStep {
  readonly id: string
  readonly flow: string
  readonly needs: readonly string[]
  /** From 1; steps of one wave may run at the same time. */
  readonly wave: number
}

/** What `flows batch --json` answers with; beside `error` too, where a step did not succeed. */
export interface FlowsBatchResult {
  readonly batch: Pick<Batch, 'id' | 'name' | 'file'>
  readonly steps: readonly ShownStep[] | readonly PlannedStep[]
}

export default class FlowsBatch extends BaseCommand<typeof FlowsBatch> {
  static override summary = 'Run flows as steps of one batch, each when those it needs have succeeded.'
  static override description =
    'The file names steps, their flows and inputs; ${{ steps.ID.output.x }} puts what one answered into the input of another. A batch that was stopped, by kill -9 too, goes on with --resume: what was answered is not sent again, and what is in doubt is left to a person. The exit code is that of the worst step. docs/flows.md describes the file.'
  static override examples = [
    '<%= config.bin %> <%= command.id %> leavers.yaml --dry-run',
    '<%= config.bin %> <%= command.id %> leavers.yaml --name week-48 --parallel 8',
    '<%= config.bin %> <%= command.id %> leavers.yaml --name week-48 --resume',
  ]
  static override args = {
    file: Args.string({required: true, ignoreStdin: true, description: 'the batch, as YAML'}),
  }
  static override flags = {
    org: orgFlag(),
    flows: flowsFlag(),
    name: Flags.string({
      helpValue: 'NAME',
      summary:
        "what this time is called (else the file's name): the same file under another name is another batch",
    }),
    parallel: Flags.integer({
      helpValue: 'N',
      min: 1,
      max: 100,
      summary: `at most so many steps at a time (${usualParallel} unless said)`,
      exclusive: ['sequential'],
    }),
    sequential: Flags.boolean({summary: 'one step after the other', default: false}),
    'stop-on-error': Flags.boolean({
      summary: 'begin no further step once one has not succeeded; those under way are finished',
      default: false,
    }),
    resume: Flags.boolean({summary: 'go on with what an earlier start has left', default: false}),
    'dry-run': Flags.boolean({
      summary: 'check everything and show the order; send and write nothing',
      default: false,
    }),
  }

  #result: FlowsBatchResult | undefined

  override async run(): Promise<FlowsBatchResult> {
    const {context, flags} = this
    const {file} = (await this.parse(FlowsBatch)).args
    const batch = readBatch(context.machine, file, flags.name)
    const wish = {org: flags.org, flows: flags.flows, warn: (line: string) => void this.warn(line)}
    const registry = await registryOf(context, wish)
    for (const {flow} of batch.steps) flowNamed(registry, flow)
    if (flags['dry-run']) return this.#plan(batch)
    return withRuns(context.machine, async (runs) => {
      const begun = begunBefore(runs.history, batch)
      if (begun !== undefined && !flags.resume) throw begunError(batch, begun, this.#again(batch))
      const otherwise = begun === undefined ? begunOtherwise(runs.history, batch) : undefined
      if (otherwise !== undefined) throw begunOtherwiseError(batch, otherwise)
      if (begun === undefined && flags.resume)
        this.say('There is nothing to resume: this is the first start.')
      const runner = await flowRunnerOf(context, wish)
      try {
        const {reports, signal} = await untilInterrupted(async (signal) => ({
          reports: await this.#steps(batch, {runs, runner, registry, signal}),
          signal,
        }))
        return this.#tell(batch, reports, signal)
      } finally {
        runner.close()
      }
    })
  }

  #steps(
    batch: Batch,
    {
      runs,
      runner,
      registry,
      signal,
    }: {
      readonly runs: OpenRuns
      readonly runner: FlowRunner
      readonly registry: Registry
      readonly signal: AbortSignal
    },
  ): Promise<readonly StepReport[]> {
    const {flags, context} = this
    const {machine} = context
    const keys = flowKeysOf(context, {org: flags.org, warn: (line) => void this.warn(line)})
    const follow = async (run: FlowRun): Promise<FlowRun> => {
      const status = await statusFlowOf({registry, keys}, flowNamed(registry, run.flow))
      return followRun(
        run,
        {machine, journal: runs.journal, status, signal},
        {...followMs, onProgress: () => undefined},
      )
    }
    return runBatch(batch, {
      machine,
      runner,
      former: runs.history.ofKey,
      follow,
      limits: {
        parallel: flags.sequential ? 1 : (flags.parallel ?? usualParallel),
        stopOnError: flags['stop-on-error'],
      },
      signal,
      onBegin: ({id, flow}, {runId}) => {
        this.say(`${id}: ${flow}, run ${runId}`)
      },
      onEnd: ({step: {id}, state, tries, reason}) => {
        const before = tries === 0 && state === 'succeeded' ? ' before' : ''
        this.say(`${id}: ${state}${before}${reason === undefined ? '' : `: ${reason}`}`)
      },
    })
  }

  #tell(batch: Batch, reports: readonly StepReport[], signal: AbortSignal): FlowsBatchResult {
    const steps = reports.map(shownStep)
    this.#result = {batch: shownBatch(batch), steps}
    this.log(
      renderTable(steps, [
        {heading: 'step', cell: ({id}) => id},
        {heading: 'flow', cell: ({flow}) => flow},
        {heading: 'state', cell: ({state}) => state},
        {heading: 'tries', cell: ({tries}) => String(tries)},
        {heading: 'took', cell: ({tookMs}) => (tookMs === undefined ? '-' : tookWords(tookMs))},
        {heading: 'run', cell: ({runId}) => runId ?? '-'},
        {heading: 'why', cell: ({reason = ''}) => reason},
      ]),
    )
    const failure = batchFailure(batch, reports, this.#again(batch))
    if (failure !== undefined && !signal.aborted) throw failure
    if (failure !== undefined || (signal.aborted && steps.some(({state}) => state === 'skipped')))
      throw interruption(
        {message: failure?.message ?? `${batch.name} was not finished`, next: this.#again(batch)},
        signal,
      )
    this.say(`${batch.name}: all of ${counted(steps.length, 'step')} succeeded`)
    return this.#result
  }

  #plan(batch: Batch): FlowsBatchResult {
    const waves = wavesOf(batch.steps)
    const steps = waves.flatMap((ids, index) =>
      ids.flatMap((id) =>
        batch.steps
          .filter((step) => step.id === id)
          .map(({flow, needs}) => ({id, flow, needs, wave: index + 1})),
      ),
    )
    this.log(
      renderTable(steps, [
        {heading: 'wave', cell: ({wave}) => String(wave)},
        {heading: 'step', cell: ({id}) => id},
        {heading: 'flow', cell: ({flow}) => flow},
        {heading: 'needs', cell: ({needs}) => needs.join(', ') || '-'},
      ]),
    )
    return {batch: shownBatch(batch), steps}
  }

  /** The command that goes on with the batch. */
  #again({file}: Batch): string {
    const {name, org, flows} = this.flags
    const words = Object.entries({name, org, flows}).flatMap(([flag, value]) =>
      value === undefined ? [] : [`--${flag}`, shellWord(value)],
    )
    return ['okta-ops flows batch', shellWord(file), ...words, '--resume'].join(' ')
  }

  /** What the steps answered is worth as much when one failed. */
  protected override toErrorJson(thrown: unknown): ReturnType<BaseCommand<typeof FlowsBatch>['toErrorJson']> {
    return {...super.toErrorJson(thrown), ...(this.#result === undefined ? {} : {result: this.#result})}
  }
}

function shownBatch({id, name, file}: Batch): FlowsBatchResult['batch'] {
  return {id, name, file}
}
