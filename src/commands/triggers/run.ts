import {alertFlags, readAlertFlags, type AlertWish} from '../../lib/cli/alert-flags.js'
import {connectOrg} from '../../lib/cli/connect-org.js'
import {BaseCommand} from '../../lib/cli/base-command.js'
import {flowsFlag} from '../../lib/cli/flow-flags.js'
import {Flags} from '../../lib/cli/oclif.js'
import {openTriggers, type OpenedTriggers} from '../../lib/cli/open-triggers.js'
import {orgFlag, rateShareFlag} from '../../lib/cli/org-flags.js'
import {runTogether} from '../../lib/cli/run-together.js'
import {stopSignal} from '../../lib/cli/signals.js'
import {serveFigures} from '../../lib/cli/trigger-figures.js'
import {actingFlags, readKeep, rulesFlag} from '../../lib/cli/trigger-flags.js'
import {watchTriggers} from '../../lib/cli/watch-triggers.js'
import {createStatusBoard, type StatusBoard} from '../../lib/logs/collect/status-board.js'
import {checkConsumerName} from '../../lib/logs/collect/logs-store.js'
import {parseInterval} from '../../lib/logs/collect/source-spec.js'
import {followInto} from '../../lib/logs/follow-into.js'
import {withScreen, type Screen} from '../../lib/logs/view/screen.js'
import type {SystemLog} from '../../lib/ports/system-log.js'
import {exitCodes, OpsError} from '../../lib/shared/errors.js'
import {visibleJsonLine} from '../../lib/shared/visible-text.js'
import {checkReach, parseWhen} from '../../lib/shared/when.js'
import {givenEvents} from '../../lib/triggers/engine/given-events.js'
import {createTriggerSink, planEvents} from '../../lib/triggers/engine/trigger-sink.js'
import type {WorkReport} from '../../lib/triggers/engine/engine.js'
import {reportLine, showReport} from '../../lib/triggers/view/report.js'
import {createRunCounter, tallyLine, type RunTally} from '../../lib/triggers/view/run-tally.js'

/** What is acted on, and who is told when it goes wrong. */
interface Acting {
  readonly log: SystemLog | undefined
  readonly orgUrl: string
  /** Under which events are read. */
  readonly name: string
  readonly alerts: AlertWish | undefined
  readonly interval: ReturnType<typeof parseInterval>
}

export default class TriggersRun extends BaseCommand<typeof TriggersRun> {
  static override summary = 'Act on events: run the flows that the rules say, each once.'
  static override description =
    'Follows the System Log until Ctrl-C or SIGTERM, and goes on exactly where it was; or acts on given events. What is to be ' +
    'done is written down before it is done, so that nothing is lost and nothing is done twice. docs/triggers.md tells more.'
  static override examples = [
    '<%= config.bin %> <%= command.id %> --rules triggers.yaml',
    '<%= config.bin %> <%= command.id %> --once --since 1h',
    '<%= config.bin %> <%= command.id %> --events events.ndjson --parallel 8',
    '<%= config.bin %> <%= command.id %> --alert-failure-rate 20% --alert-lag 5m --alert-slack file:slack-hook',
    "<%= config.bin %> logs query --type 'user.lifecycle.*' -o json | <%= config.bin %> <%= command.id %> --events -",
  ]
  static override flags = {
    rules: rulesFlag(),
    name: Flags.string({
      helpValue: 'NAME',
      default: 'main',
      summary: 'name of the checkpoint to go on from (triggers-NAME in okta-ops logs checkpoint list)',
    }),
    org: orgFlag(),
    flows: flowsFlag(),
    once: Flags.boolean({summary: 'end when caught up and nothing is due'}),
    since: Flags.string({
      helpValue: 'WHEN',
      default: 'now',
      summary: 'where to begin when there is no checkpoint',
    }),
    interval: Flags.string({
      helpValue: 'TIME',
      default: 'auto',
      summary: 'between polls that find nothing new: auto (2s to 30s) or a time',
    }),
    events: Flags.string({
      helpValue: 'FILE',
      summary: 'act on these events, one JSON object a line (- for stdin), and end when all is done',
      exclusive: ['once', 'since', 'interval', 'name', 'rate-share'],
    }),
    ...actingFlags,
    'rate-share': rateShareFlag(),
    ...alertFlags,
  }

  readonly #counter = createRunCounter()
  readonly #stop = new AbortController()

  protected override logJson(json: unknown): void {
    process.stdout.write(`${visibleJsonLine(JSON.stringify(json))}\n`)
  }

  override async run(): Promise<RunTally> {
    const {events, org, name} = this.flags
    const of = events === undefined ? `triggers-${checkConsumerName(name)}` : 'events'
    if (events === '-' && this.flags['alert-slack'] === '-')
      throw new OpsError('OPS_USAGE', 'standard input is either the events or the secret', {failure: 'usage'})
    const interval = parseInterval(this.flags.interval, '--interval', 'okta-ops triggers run --help')
    const alerts = await readAlertFlags(this.context, this.flags, {of, warn: (line) => this.warn(line)})
    const log = events === undefined ? await this.#log() : undefined
    const orgUrl = log?.orgUrl ?? (org === undefined ? '' : (await connectOrg(this.context, {org})).orgUrl)
    void stopSignal(['SIGINT', 'SIGTERM']).then((signal) => {
      if (signal === 'SIGINT') this.endWith(exitCodes.interrupted)
      this.say(`${signal}: runs that are on their way are finished; once more ends at once`)
      this.#stop.abort(new Error(signal))
    })
    return await withScreen(process.stdout, async (screen) => {
      screen.closed.addEventListener('abort', () => {
        this.#stop.abort(new Error('nobody reads stdout'))
      })
      const triggers = await this.#open(orgUrl, screen)
      process.on('SIGHUP', triggers.reload)
      try {
        await this.#act(triggers, {log, orgUrl, name: of, alerts, interval})
        return this.#told(triggers)
      } finally {
        process.off('SIGHUP', triggers.reload)
        triggers.close()
      }
    })
  }

  async #log(): Promise<SystemLog> {
    const {flags} = this
    const whenOpen = flags.once ? 'fail' : 'wait'
    const wish = {org: flags.org, rateShare: flags['rate-share'], whenOpen} as const
    return (await connectOrg(this.context, {...wish, warn: (line) => this.warn(line)})).log
  }

  #open(orgUrl: string, screen: Screen): Promise<OpenedTriggers> {
    const {rules, org, flows, parallel} = this.flags
    const keepMs = readKeep(this.flags.keep)
    const voice = {
      say: (line: string) => {
        this.say(line)
      },
      warn: (line: string) => {
        this.warn(line)
      },
    }
    const onReport = (report: WorkReport): void => {
      this.#counter.count(report)
      if (this.jsonEnabled()) this.logJson(showReport(report))
      else void screen.write(`${reportLine(report, this.context.machine.now())}\n`)
    }
    return openTriggers(this.context, {...voice, rules, org, flows, orgUrl, parallel, keepMs, onReport})
  }

  /** The engine beside the events' source; whichever fails ends the other, and is told. */
  async #act(triggers: OpenedTriggers, {log, ...watched}: Acting): Promise<void> {
    const {engine} = triggers
    const board = createStatusBoard()
    const figures =
      this.flags.metrics === undefined
        ? undefined
        : await serveFigures(this.context, this.flags.metrics, {
            triggers,
            board,
            next: 'okta-ops triggers run --metrics 0',
            say: this.voice.say,
          })
    const watch = await watchTriggers(this.context, {
      ...watched,
      triggers,
      source: () => board.sources()[0],
      warn: this.voice.warn,
    })
    const source =
      log === undefined
        ? this.#given(triggers)
        : this.#follow(triggers, {log, board, interval: watched.interval})
    const acting = source.then(() => {
      engine.endWhen(log === undefined ? 'done' : 'idle')
    })
    try {
      await runTogether(this.#stop, [acting, engine.run(this.#stop.signal)])
    } finally {
      await watch.end({look: !this.#stop.signal.aborted})
      await figures?.close()
    }
  }

  async #given({planning}: OpenedTriggers): Promise<void> {
    for await (const events of givenEvents(this.flags.events ?? '-', process.stdin)) {
      if (this.#stop.signal.aborted) return
      planEvents(planning, events, 'file')
    }
  }

  async #follow(
    {planning, rules}: OpenedTriggers,
    {log, board, interval}: {log: SystemLog; board: StatusBoard} & Pick<Acting, 'interval'>,
  ): Promise<void> {
    const {flags, context} = this
    const name = `triggers-${checkConsumerName(flags.name)}`
    const since = parseWhen(flags.since, {now: context.machine.now(), what: '--since'})
    const warning = checkReach(since, context.machine.now())
    if (warning !== undefined) this.warn(warning)
    this.say(`${name}: following the System Log of ${new URL(log.orgUrl).host}, rules: ${rules().byId.size}`)
    await followInto(
      {
        machine: context.machine,
        log,
        sink: createTriggerSink(planning),
        status: board.source(name, 'triggers'),
        signal: this.#stop.signal,
        say: (line) => {
          this.say(line)
        },
      },
      {name, since, interval, once: flags.once},
    )
  }

  #told({store}: OpenedTriggers): RunTally {
    const tally = this.#counter.tally(store)
    this.say(tallyLine(tally))
    const {once, events} = this.flags
    // A follower that was told to stop has done its work; what ends by itself answers for what it did.
    if ((once || events !== undefined) && !this.#stop.signal.aborted) {
      if (tally.unknown > 0) this.endWith(exitCodes.unknown)
      else if (tally.failed > 0) this.endWith(exitCodes.failure)
    }
    return tally
  }
}
