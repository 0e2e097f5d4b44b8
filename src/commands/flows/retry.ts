import {BaseCommand} from '../../lib/cli/base-command.js'
import {durationFlag, flowsFlag, inputFlags} from '../../lib/cli/flow-flags.js'
import {flowRunnerOf} from '../../lib/cli/flow-runner-of.js'
import {interruption, untilInterrupted} from '../../lib/cli/interrupt.js'
import {Args, Flags} from '../../lib/cli/oclif.js'
import {orgFlag} from '../../lib/cli/org-flags.js'
import {createRunWatch} from '../../lib/cli/run-watch.js'
import {textOfStdin} from '../../lib/cli/text-of-stdin.js'
import {runNamed} from '../../lib/flows/history/find-run.js'
import {retryOf, type Retry} from '../../lib/flows/history/retry.js'
import {withRuns} from '../../lib/flows/journal/with-runs.js'
import {readInput} from '../../lib/flows/read-input.js'
import {runFailure} from '../../lib/flows/run-failure.js'
import {shownRun, type ShownRun} from '../../lib/flows/shown-run.js'
import type {FlowRun} from '../../lib/ports/flow-runner.js'
import {OpsError} from '../../lib/shared/errors.js'
import {newRunId} from '../../lib/shared/run-id.js'
import {visibleJson} from '../../lib/shared/visible-text.js'

/** What `flows retry --json` answers with; beside `error` too, where the new run did not succeed. */
export type FlowsRetryResult = ShownRun | {readonly runId: string; readonly retried: false}

export default class FlowsRetry extends BaseCommand<typeof FlowsRetry> {
  static override summary = 'Run a flow again with the input that an earlier run had.'
  static override description =
    'A new run with the same input and the same key. Runs that have succeeded, or may have run, are refused unless --may-run-twice says that this is fine; the flow can see by _okta_ops.key that it is the same work, unless the first run has succeeded. Exit codes are those of flows run.'
  static override examples = [
    '<%= config.bin %> <%= command.id %> run_01ARYZ6S41TSV4RRFFQ69G5FAV',
    '<%= config.bin %> <%= command.id %> run_01ARYZ6S41TSV4RRFFQ69G5FAV --may-run-twice --yes',
  ]
  static override args = {
    run: Args.string({required: true, ignoreStdin: true, description: 'a run of flows history'}),
  }
  static override flags = {
    org: orgFlag(),
    flows: flowsFlag(),
    ...inputFlags,
    timeout: durationFlag(
      'timeout',
      "for the answer, and with a status flow for the end (else the flow's own)",
    ),
    'may-run-twice': Flags.boolean({
      summary: 'also where the first run has succeeded or may have run',
      default: false,
    }),
    yes: Flags.boolean({char: 'y', summary: 'ask nothing', env: 'OKTA_OPS_YES', default: false}),
  }

  #run: ShownRun | undefined

  override async run(): Promise<FlowsRetryResult> {
    const {context, flags} = this
    const {machine} = context
    const id = (await this.parse(FlowsRetry)).args.run
    const {input: words = [], 'input-file': file} = flags
    const fields = await readInput({words, file, readStdin: () => textOfStdin(this.voice)})
    const {former, retry} = await withRuns(machine, (runs) => {
      const found = runNamed(runs, id, machine.now())
      const wish = {
        fields,
        mayRunTwice: flags['may-run-twice'],
        isNeverSent: runs.history.isNeverSent(found.runId),
      }
      return {former: found, retry: retryOf(found, wish)}
    })
    if (!(await this.#agreed(former))) return {runId: former.runId, retried: false}
    return this.#again(former, retry)
  }

  async #again({runId: name, flow}: FlowRun, retry: Retry): Promise<ShownRun> {
    const {context, flags} = this
    const runner = await flowRunnerOf(context, {
      org: flags.org,
      flows: flags.flows,
      warn: (line) => {
        this.warn(line)
      },
    })
    try {
      const runId = newRunId(context.machine)
      const {run, signal} = await untilInterrupted(async (signal) => ({
        run: await runner.run({
          ...retry,
          flow,
          runId,
          mayRepeat: flags['may-run-twice'],
          cause: {kind: 'retry', name},
          signal,
          ...(flags.timeout === undefined ? {} : {timeoutMs: flags.timeout}),
          onProgress: createRunWatch(context.machine, (line) => {
            this.say(line)
          }),
        }),
        signal,
      }))
      this.#run = shownRun(run)
      if (run.output !== undefined) this.log(visibleJson(run.output))
      const failure = runFailure(run, {runId, key: retry.key})
      if (failure !== undefined) throw signal.aborted ? interruption(failure, signal) : failure
      if (run.runId !== runId)
        this.warn(`nothing was sent: ${run.runId} has succeeded with that key, and this is its answer`)
      else this.say(`${flow} succeeded: ${runId}`)
      return this.#run
    } finally {
      runner.close()
    }
  }

  /** Only what may do harm is asked about. */
  async #agreed({flow, runId, state}: FlowRun): Promise<boolean> {
    if (this.flags.yes || (state !== 'succeeded' && state !== 'unknown')) return true
    if (!this.context.terminal.interactive)
      throw new OpsError(
        'OPS_NO_TERMINAL',
        `running ${flow} again needs a yes, and nobody is there to say it`,
        {
          failure: 'usage',
          next: `okta-ops flows retry ${runId} --may-run-twice --yes`,
        },
      )
    const why = state === 'succeeded' ? 'it has succeeded' : 'it may have run'
    return (await this.context.prompts()).confirm(`Run ${flow} again (${why})?`, false)
  }

  protected override toErrorJson(thrown: unknown): ReturnType<BaseCommand<typeof FlowsRetry>['toErrorJson']> {
    return {...super.toErrorJson(thrown), ...(this.#run === undefined ? {} : {result: this.#run})}
  }
}
