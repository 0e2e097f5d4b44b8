import {BaseCommand} from '../../lib/cli/base-command.js'
import {connectOrg} from '../../lib/cli/connect-org.js'
import {flowsFlag} from '../../lib/cli/flow-flags.js'
import {flowRunnerOf} from '../../lib/cli/flow-runner-of.js'
import {untilInterrupted} from '../../lib/cli/interrupt.js'
import {Args, Flags} from '../../lib/cli/oclif.js'
import {orgFlag} from '../../lib/cli/org-flags.js'
import {rulesFlag} from '../../lib/cli/trigger-flags.js'
import {runFailure} from '../../lib/flows/run-failure.js'
import type {FlowRun} from '../../lib/ports/flow-runner.js'
import {OpsError} from '../../lib/shared/errors.js'
import type {JsonObject} from '../../lib/shared/json.js'
import {visibleText} from '../../lib/shared/visible-text.js'
import {loggedEvent} from '../../lib/triggers/events/logged-event.js'
import {parseSetting} from '../../lib/triggers/events/overlay.js'
import {simulatedEvent} from '../../lib/triggers/events/simulated-event.js'
import {judgeRules, type Judgement} from '../../lib/triggers/rules/judge-rules.js'
import {readRulesFile} from '../../lib/triggers/rules/rules-file.js'
import {simulateRule, type SimulatedRun} from '../../lib/triggers/simulate-run.js'
import {
  judgementLines,
  runLine,
  shownJudgement,
  type ShownJudgement,
} from '../../lib/triggers/view/judgement.js'

interface SimulateResult {
  readonly event: JsonObject
  readonly rules: readonly ShownJudgement[]
  readonly runs: readonly SimulatedRun[]
}

export default class TriggersSimulate extends BaseCommand<typeof TriggersSimulate> {
  static override summary = 'Say what the rules make of an event, and run their flows.'
  static override description =
    'The event is a believable one of a type, or a real one of the System Log, with --set laid over it. For each rule that leaves it ' +
    'alone the part that decides is shown. Flows really run unless --dry-run is given, without throttle, debounce or retries, and ' +
    'never stand in the way of a real event; a rule that is destructive runs only with --yes.'
  static override examples = [
    '<%= config.bin %> <%= command.id %> user.lifecycle.deactivate --dry-run',
    `<%= config.bin %> <%= command.id %> group.user_membership.add --set 'target[type eq "UserGroup"].displayName=AWS_Admin'`,
    '<%= config.bin %> <%= command.id %> --from-log 6f5f2c1e-0000-4000-8000-000000000000 --rules triggers.yaml --dry-run',
  ]
  static override args = {
    type: Args.string({description: 'event type, such as user.lifecycle.create'}),
  }
  static override flags = {
    rules: rulesFlag(),
    set: Flags.string({
      helpValue: 'PATH=VALUE',
      multiple: true,
      default: [],
      summary: 'put a value into the event; may be repeated',
    }),
    'from-log': Flags.string({helpValue: 'UUID', summary: 'begin with this event of the System Log'}),
    'dry-run': Flags.boolean({default: false, summary: 'run nothing'}),
    yes: Flags.boolean({default: false, summary: 'run the flows of destructive rules too'}),
    org: orgFlag(),
    flows: flowsFlag(),
  }

  #result: SimulateResult | undefined

  override async run(): Promise<SimulateResult> {
    const {args} = await this.parse(TriggersSimulate)
    const settings = this.flags.set.map(parseSetting)
    const {rules} = readRulesFile(this.context.machine, this.flags.rules)
    const event = simulatedEvent(this.context.machine, await this.#beginning(args.type), settings)
    const judgements = judgeRules(rules, event)
    for (const judgement of judgements) for (const line of judgementLines(judgement)) this.log(line)
    if (judgements.every(({work}) => work === undefined)) this.say('no rule makes work of this event')
    this.#result = {event, rules: judgements.map(shownJudgement), runs: []}
    if (this.flags['dry-run']) return this.#result
    const runs = await this.#run(judgements, event)
    this.#result = {...this.#result, runs}
    const failure = worstOf(runs)
    if (failure !== undefined) throw failure
    return this.#result
  }

  /** What the rules made of it is worth as much when a flow failed. */
  protected override toErrorJson(
    thrown: unknown,
  ): ReturnType<BaseCommand<typeof TriggersSimulate>['toErrorJson']> {
    return {...super.toErrorJson(thrown), ...(this.#result === undefined ? {} : {result: this.#result})}
  }

  /** The event before `--set`. */
  async #beginning(type: string | undefined): Promise<string | JsonObject> {
    const uuid = this.flags['from-log']
    if ((type === undefined) === (uuid === undefined))
      throw new OpsError('OPS_USAGE', 'an event type or --from-log UUID says which event, one of them', {
        failure: 'usage',
        next: 'okta-ops triggers simulate --help',
      })
    if (uuid !== undefined) {
      const {log} = await connectOrg(this.context, {org: this.flags.org, whenOpen: 'fail'})
      const now = this.context.machine.now()
      return untilInterrupted((signal) => loggedEvent(log, {uuid, now, signal}))
    }
    const [{oddName}, catalogue] = await Promise.all([
      import('../../lib/language/filter/odd-event-types.js'),
      import('../../lib/language/event-types.js'),
    ])
    for (const warning of oddName(type ?? '', catalogue)) this.warn(visibleText(warning))
    return type ?? ''
  }

  async #run(judgements: readonly Judgement[], event: JsonObject): Promise<readonly SimulatedRun[]> {
    const matching = judgements.filter(({work}) => work !== undefined).map(({rule}) => rule)
    const chosen = matching.filter(({destructive}) => !destructive || this.flags.yes)
    for (const {id} of matching.filter((rule) => !chosen.includes(rule)))
      this.warn(`${id} is destructive and was not run; --yes runs it for this event`)
    if (chosen.length === 0) return []
    const runner = await flowRunnerOf(this.context, {
      org: this.flags.org,
      flows: this.flags.flows,
      warn: (line) => {
        this.warn(line)
      },
    })
    const onRun = (step: string, run: FlowRun): void => {
      this.say(visibleText(runLine(step, run)))
    }
    try {
      return await untilInterrupted(async (signal) => {
        const runs: SimulatedRun[] = []
        const deps = {machine: this.context.machine, runner, signal, onRun}
        for (const rule of chosen) runs.push(...(await simulateRule(deps, rule, event)))
        return runs
      })
    } finally {
      runner.close()
    }
  }
}

/** What to say of the runs as a whole: an end that nobody knows goes before one that is known. */
function worstOf(runs: readonly SimulatedRun[]): OpsError | undefined {
  const failures = runs.flatMap(({run}) => runFailure(run, {runId: run.runId}) ?? [])
  return failures.find(({failure}) => failure === 'unknown') ?? failures[0]
}
