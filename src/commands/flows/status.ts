import {BaseCommand} from '../../lib/cli/base-command.js'
import {durationFlag, flowsFlag, secondsFrom} from '../../lib/cli/flow-flags.js'
import {flowKeysOf, registryOf} from '../../lib/cli/flow-runner-of.js'
import {interruption, untilInterrupted} from '../../lib/cli/interrupt.js'
import {Args, Flags} from '../../lib/cli/oclif.js'
import {orgFlag} from '../../lib/cli/org-flags.js'
import {createRunWatch} from '../../lib/cli/run-watch.js'
import {renderTable} from '../../lib/cli/table.js'
import {runNamed} from '../../lib/flows/history/find-run.js'
import {sourceOf} from '../../lib/flows/history/run-words.js'
import {statusLines, type StatusLine} from '../../lib/flows/history/status-lines.js'
import {withRuns, type OpenRuns} from '../../lib/flows/journal/with-runs.js'
import {runFailure} from '../../lib/flows/run-failure.js'
import {statusFlowOf} from '../../lib/flows/run-flow.js'
import {shownRun, type ShownRun} from '../../lib/flows/shown-run.js'
import type {StatusFlow} from '../../lib/flows/wait/ask-status.js'
import {followRun, refreshRun} from '../../lib/flows/wait/follow-run.js'
import type {FlowRun} from '../../lib/ports/flow-runner.js'
import {OpsError} from '../../lib/shared/errors.js'
import {visibleJson} from '../../lib/shared/visible-text.js'

const usualWaitMs = 300_000
const usualIntervalMs = 2000

/** What `flows status --json` answers with; beside `error` too, where `--wait` ended in a failure. */
export interface FlowsStatusResult {
  readonly run: ShownRun
  /** Where the state was learnt. */
  readonly source: ReturnType<typeof sourceOf>
  /** What the Execution Log Stream told of its execution, oldest first. */
  readonly records: readonly {readonly eventType: string; readonly at: string}[]
}

export default class FlowsStatus extends BaseCommand<typeof FlowsStatus> {
  static override summary = 'Show what became of a run, and who says so.'
  static override description =
    'Okta has nothing to ask for the state of an execution. Each line names its source: the journal of this machine, the answer of the call, the status flow of the flow (asked once for a run that goes on or is in doubt), or imported records of the Execution Log Stream. With --wait the exit code is that of flows run.'
  static override examples = [
    '<%= config.bin %> <%= command.id %> run_01ARYZ6S41TSV4RRFFQ69G5FAV',
    '<%= config.bin %> <%= command.id %> run_01ARYZ6S41TSV4RRFFQ69G5FAV --wait --timeout 10m',
  ]
  static override args = {
    run: Args.string({
      required: true,
      ignoreStdin: true,
      description: "a run of flows history, or Okta's id of its execution",
    }),
  }
  static override flags = {
    org: orgFlag(),
    flows: flowsFlag(),
    wait: Flags.boolean({summary: 'wait until it has ended, as far as anything can tell', default: false}),
    timeout: durationFlag(
      'timeout',
      'with --wait, at most so long (else OKTA_WORKFLOWS_TIMEOUT in seconds, 5m)',
    ),
    'status-interval': durationFlag(
      'status-interval',
      'with --wait, before the second look (else OKTA_WORKFLOWS_POLL_INTERVAL in seconds, 2s)',
    ),
  }

  #result: FlowsStatusResult | undefined

  override async run(): Promise<FlowsStatusResult> {
    const {machine} = this.context
    const id = (await this.parse(FlowsStatus)).args.run
    return withRuns(machine, async (runs) => {
      const found = runNamed(runs, id, machine.now())
      const status = await this.#statusFlow(found)
      const {run, signal} = await untilInterrupted(async (signal) => ({
        run: await this.#look(found, {runs, status, signal}),
        signal,
      }))
      const records = run.executionId === undefined ? [] : runs.history.records(run.executionId)
      this.#print(run, statusLines(run, records))
      this.#result = {
        run: shownRun(run),
        source: sourceOf(run),
        records: records.map(({eventType, at}) => ({eventType, at: at.toISOString()})),
      }
      const failure = this.flags.wait ? runFailure(run, run) : undefined
      if (failure !== undefined) throw signal.aborted ? interruption(failure, signal) : goingOn(failure, run)
      return this.#result
    })
  }

  #look(
    run: FlowRun,
    {
      runs,
      status,
      signal,
    }: {readonly runs: OpenRuns; readonly status: StatusFlow | undefined; readonly signal: AbortSignal},
  ): Promise<FlowRun> {
    const {machine} = this.context
    const following = {machine, journal: runs.journal, status, signal}
    if (!this.flags.wait) return refreshRun(run, following)
    const watch = createRunWatch(machine, (line) => {
      this.say(line)
    })
    return followRun(run, following, {
      timeoutMs: this.flags.timeout ?? secondsFrom(machine.env, 'OKTA_WORKFLOWS_TIMEOUT') ?? usualWaitMs,
      intervalMs:
        this.flags['status-interval'] ??
        secondsFrom(machine.env, 'OKTA_WORKFLOWS_POLL_INTERVAL') ??
        usualIntervalMs,
      onProgress: watch,
    })
  }

  /** What is in the journal can be shown whatever has become of the flow since. */
  async #statusFlow(run: FlowRun): Promise<StatusFlow | undefined> {
    if (run.state !== 'running' && run.state !== 'unknown' && !this.flags.wait) return undefined
    const {org, flows} = this.flags
    const warn = (line: string): void => {
      this.warn(line)
    }
    try {
      const registry = await registryOf(this.context, {org, flows, warn})
      const flow = registry.flows.get(run.flow)
      if (flow === undefined) return undefined
      return await statusFlowOf({registry, keys: flowKeysOf(this.context, {org, flows, warn})}, flow)
    } catch (error) {
      this.warn(`its status flow cannot be asked: ${error instanceof Error ? error.message : String(error)}`)
      return undefined
    }
  }

  #print(run: FlowRun, lines: readonly StatusLine[]): void {
    this.log(
      renderTable(lines, [
        {heading: 'what', cell: ({what}) => what},
        {heading: 'known', cell: ({value}) => value},
        {heading: 'from', cell: ({from}) => from},
      ]),
    )
    if (run.output !== undefined) this.log(`\n${visibleJson(run.output)}`)
    if (run.outputCut === true) this.say('The journal keeps only the beginning of that answer.')
  }

  protected override toErrorJson(
    thrown: unknown,
  ): ReturnType<BaseCommand<typeof FlowsStatus>['toErrorJson']> {
    return {...super.toErrorJson(thrown), ...(this.#result === undefined ? {} : {result: this.#result})}
  }
}

/** What there is to do about it; to look at it is what was just done. */
function goingOn({code, message, failure}: OpsError, {state, runId}: FlowRun): OpsError {
  const next =
    state === 'failed' || state === 'refused'
      ? `okta-ops flows retry ${runId}`
      : state === 'unknown'
        ? `okta-ops flows retry ${runId} --may-run-twice`
        : `okta-ops flows status ${runId} --wait`
  return new OpsError(code, message, {failure, next})
}
