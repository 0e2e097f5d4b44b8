import {BaseCommand} from '../../lib/cli/base-command.js'
import {durationFlag, flowsFlag, inputFlags, secondsFrom} from '../../lib/cli/flow-flags.js'
import {flowRunnerOf, registryOf} from '../../lib/cli/flow-runner-of.js'
import {interruption, untilInterrupted} from '../../lib/cli/interrupt.js'
import {Args, Flags} from '../../lib/cli/oclif.js'
import {orgFlag} from '../../lib/cli/org-flags.js'
import {createRunCommands, type RunCommands} from '../../lib/cli/run-commands.js'
import {createRunWatch} from '../../lib/cli/run-watch.js'
import {textOfStdin} from '../../lib/cli/text-of-stdin.js'
import {commandEnvironment} from '../../lib/delivery/command-environment.js'
import {previewRequest, type RequestPreview} from '../../lib/flows/preview.js'
import {readInput} from '../../lib/flows/read-input.js'
import {checkSecretInputs, hadInput} from '../../lib/flows/run-input.js'
import {secretVariables} from '../../lib/flows/registry/registry.js'
import {runFailure} from '../../lib/flows/run-failure.js'
import {shownRun, type ShownRun} from '../../lib/flows/shown-run.js'
import type {FlowRequest, FlowRun, FlowRunner} from '../../lib/ports/flow-runner.js'
import {newRunId} from '../../lib/shared/run-id.js'
import {visibleJson} from '../../lib/shared/visible-text.js'

/** What `flows run --json` answers with, in `result`; beside `error` too, where the run did not succeed. */
export type FlowsRunResult = ToldRun | {readonly request: RequestPreview}

/** `inputDiffers`: the run that has the key had another input than this one. */
type ToldRun = ShownRun & {readonly inputDiffers?: true}

export default class FlowsRun extends BaseCommand<typeof FlowsRun> {
  static override summary = 'Run an Okta Workflows flow, and answer with what it answers.'
  static override description =
    'The run is written down before its request goes out. Exit code 0: the flow succeeded; 1: it failed; 5 and 6: it was certainly not run; 7: nothing tells whether it ran, and it is never sent again by itself; 8: it still runs. With --key the same work is done once: a second run gives the first answer. docs/flows.md tells the rest.'
  static override examples = [
    '<%= config.bin %> <%= command.id %> offboard --input user.login=mara@halyard.test --input user.keep:=false',
    '<%= config.bin %> <%= command.id %> offboard --input-file leaver.json --key leaver-4711 --timeout 10m',
    `<%= config.bin %> <%= command.id %> report --no-wait --on-error 'notify-send "report failed"'`,
  ]
  static override args = {
    name: Args.string({required: true, ignoreStdin: true, description: 'a flow of flows list'}),
  }
  static override flags = {
    org: orgFlag(),
    flows: flowsFlag(),
    ...inputFlags,
    'secret-input': Flags.string({
      multiple: true,
      multipleNonGreedy: true,
      helpValue: 'NAME',
      summary: 'a field of the input of which the journal keeps a hash only',
    }),
    wait: Flags.boolean({
      summary: 'with a status flow, wait until the execution ends (--no-wait: until the request is answered)',
      default: true,
      allowNo: true,
    }),
    timeout: durationFlag(
      'timeout',
      "for the answer, and with a status flow for the end (else OKTA_WORKFLOWS_TIMEOUT in seconds, the flow's own, 60s)",
    ),
    key: Flags.string({helpValue: 'KEY', summary: 'what makes two runs the same work: it is done once'}),
    'dry-run': Flags.boolean({summary: 'show the request, and send and write nothing', default: false}),
    'status-interval': durationFlag(
      'status-interval',
      'before the first look at a run that goes on (else OKTA_WORKFLOWS_POLL_INTERVAL in seconds, 2s)',
    ),
    'on-start': Flags.string({
      helpValue: 'COMMAND',
      summary: 'command that gets the run as JSON on stdin when it is written down; no shell, no secrets',
    }),
    'on-complete': Flags.string({helpValue: 'COMMAND', summary: 'the same when it has succeeded'}),
    'on-error': Flags.string({helpValue: 'COMMAND', summary: 'the same when it ended in any other way'}),
  }

  #run: ToldRun | undefined

  override async run(): Promise<FlowsRunResult> {
    const {context, flags} = this
    const {name} = (await this.parse(FlowsRun)).args
    const {input: words = [], 'input-file': file, 'secret-input': secretInputs = [], key} = flags
    const input = await readInput({words, file, readStdin: () => textOfStdin(this.voice)})
    checkSecretInputs(input, secretInputs)
    const warn = (line: string): void => {
      this.warn(line)
    }
    const wish = {org: flags.org, flows: flags.flows, warn}
    const asked = {runId: newRunId(context.machine), key, input}
    const registry = await registryOf(context, wish)
    if (flags['dry-run'])
      return this.#preview(
        await previewRequest(context.machine, registry, {flow: name, secretInputs, ...asked}),
      )
    const env = commandEnvironment(context.machine.env, secretVariables(registry))
    const commands = createRunCommands(flags, {env, warn})
    const runner = await flowRunnerOf(context, wish)
    try {
      const {run, signal} = await this.#runIt(runner, {
        commands,
        request: {flow: name, secretInputs, ...asked},
      })
      return await this.#tell(run, {asked, signal, commands})
    } finally {
      runner.close()
    }
  }

  async #runIt(
    runner: FlowRunner,
    {
      commands,
      request,
    }: {
      readonly commands: RunCommands
      readonly request: Asked & Pick<FlowRequest, 'flow' | 'secretInputs'>
    },
  ): Promise<{readonly run: FlowRun; readonly signal: AbortSignal}> {
    const {machine} = this.context
    const {key, ...rest} = request
    const timeoutMs = this.flags.timeout ?? secondsFrom(machine.env, 'OKTA_WORKFLOWS_TIMEOUT')
    const intervalMs =
      this.flags['status-interval'] ?? secondsFrom(machine.env, 'OKTA_WORKFLOWS_POLL_INTERVAL')
    const watch = createRunWatch(machine, (line) => {
      this.say(line)
    })
    return untilInterrupted(async (signal) => {
      const run = await runner.run({
        ...rest,
        wait: this.flags.wait,
        signal,
        ...(key === undefined ? {} : {key}),
        ...(timeoutMs === undefined ? {} : {timeoutMs}),
        ...(intervalMs === undefined ? {} : {intervalMs}),
        onProgress: (now) => {
          watch(now)
          commands.progressed(now)
        },
      })
      return {run, signal}
    })
  }

  /** Data first, so that it is there whatever the exit code says. */
  async #tell(
    run: FlowRun,
    {
      asked,
      signal,
      commands,
    }: {readonly asked: Asked; readonly signal: AbortSignal; readonly commands: RunCommands},
  ): Promise<FlowsRunResult> {
    const inputDiffers = run.runId !== asked.runId && !hadInput(run.input, asked.input)
    this.#run = {...shownRun(run), ...(inputDiffers ? {inputDiffers} : {})}
    if (inputDiffers)
      this.warn(
        `${run.runId}, which has the key ${JSON.stringify(asked.key)}, had another input than this: flows status shows it`,
      )
    const goesOn = run.state === 'running' && run.runId === asked.runId && !this.flags.wait
    const failure = goesOn ? undefined : runFailure(run, asked)
    if (run.runId !== asked.runId && failure === undefined)
      this.warn(`nothing was sent: ${run.runId} has succeeded with that key, and this is its answer`)
    if (run.output !== undefined) this.log(visibleJson(run.output))
    await commands.ended(run, {well: failure === undefined})
    if (failure !== undefined) throw signal.aborted ? interruption(failure, signal) : failure
    this.say(`${run.flow} ${goesOn ? 'goes on' : 'succeeded'}: ${run.runId}`)
    return this.#run
  }

  /** What the flow answered is worth as much when it failed. */
  protected override toErrorJson(thrown: unknown): ReturnType<BaseCommand<typeof FlowsRun>['toErrorJson']> {
    return {...super.toErrorJson(thrown), ...(this.#run === undefined ? {} : {result: this.#run})}
  }

  #preview(request: RequestPreview): {readonly request: RequestPreview} {
    this.log(`${request.method} ${request.url}`)
    for (const [header, value] of Object.entries(request.headers)) this.log(`${header}: ${value}`)
    this.log(`\n${visibleJson(request.body)}`)
    return {request}
  }
}

type Asked = Pick<FlowRequest, 'runId' | 'input'> & {readonly key: string | undefined}
