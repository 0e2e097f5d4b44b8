import {alertFlags, readAlertFlags, type AlertWish} from '../../lib/cli/alert-flags.js'
import {connectOrg} from '../../lib/cli/connect-org.js'
import {BaseCommand} from '../../lib/cli/base-command.js'
import {flowsFlag} from '../../lib/cli/flow-flags.js'
import {hookKeysReader, hookListeningFlags, readListening} from '../../lib/cli/hook-flags.js'
import {keepReceiving} from '../../lib/cli/keep-receiving.js'
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
import {keepFollowingInto} from '../../lib/logs/follow-into.js'
import {withScreen, type Screen} from '../../lib/logs/view/screen.js'
import {startHookListener, type HookListening} from '../../lib/okta/hooks/hook-listener.js'
import {createHookVoice} from '../../lib/okta/hooks/hook-voice.js'
import type {HookInbox, HookKeys, HookReceiver} from '../../lib/ports/hook-receiver.js'
import type {SystemLog} from '../../lib/ports/system-log.js'
import {exitCodes, OpsError} from '../../lib/shared/errors.js'
import {visibleJsonLine} from '../../lib/shared/visible-text.js'
import type {WorkReport} from '../../lib/triggers/engine/engine.js'
import {createConfirmer} from '../../lib/triggers/engine/confirm-waiting.js'
import {createHookInbox, rulesThatWait} from '../../lib/triggers/engine/hook-inbox.js'
import {createTriggerSink} from '../../lib/triggers/engine/trigger-sink.js'
import {reportLine, showReport} from '../../lib/triggers/view/report.js'
import {createRunCounter, tallyLine, type RunTally} from '../../lib/triggers/view/run-tally.js'

/** What serving takes besides the flags. */
interface Serving {
  readonly listening: HookListening
  readonly readKeys: () => Promise<HookKeys>
  /** Undefined: the log is not read. */
  readonly log: SystemLog | undefined
  readonly interval: 'auto' | number
  readonly orgUrl: string
  readonly alerts: AlertWish | undefined
}

export default class TriggersServe extends BaseCommand<typeof TriggersServe> {
  static override summary = 'Receive event hooks of Okta, and run the flows that the rules say, each once.'
  static override description =
    'An event is written down before Okta is answered. Hooks lose events now and then, so the System Log is read as well; a rule that waits for the log (destructive ones do) acts once the log has the event too. Can run beside triggers run. docs/triggers.md tells more.'
  static override examples = [
    '<%= config.bin %> <%= command.id %> --port 8080 --secret file:hook-secret --behind-proxy --public-url https://hooks.example.com/okta-events',
    '<%= config.bin %> <%= command.id %> --port 443 --host 0.0.0.0 --tls-cert chain.pem --tls-key key.pem --secret env:HOOK_SECRET --public-url https://hooks.example.com/okta-events',
    '<%= config.bin %> <%= command.id %> --port 8080 --secret keychain:new-hook-secret --previous-secret keychain:hook-secret --reconcile 30s',
  ]
  static override flags = {
    ...hookListeningFlags,
    rules: rulesFlag(),
    org: orgFlag(),
    flows: flowsFlag(),
    reconcile: Flags.string({
      helpValue: 'TIME',
      default: '5m',
      summary: 'how often the System Log is read for what the hooks have left out, or off',
    }),
    name: Flags.string({
      helpValue: 'NAME',
      default: 'hooks',
      summary: 'name of the checkpoint in the System Log (triggers-NAME in okta-ops logs checkpoint list)',
    }),
    ...actingFlags,
    ...alertFlags,
    'rate-share': rateShareFlag(),
  }

  readonly #counter = createRunCounter()
  readonly #stop = new AbortController()

  protected override logJson(json: unknown): void {
    process.stdout.write(`${visibleJsonLine(JSON.stringify(json))}\n`)
  }

  get #checkpoint(): string {
    return `triggers-${checkConsumerName(this.flags.name)}`
  }

  override async run(): Promise<RunTally> {
    const {org, reconcile, secret, 'alert-slack': slack} = this.flags
    const interval =
      reconcile === 'off'
        ? undefined
        : parseInterval(reconcile, '--reconcile', 'okta-ops triggers serve --help')
    if (slack === '-' && secret === '-')
      throw new OpsError('OPS_SECRET', 'standard input holds one secret: only one reference may be -', {
        failure: 'usage',
      })
    const warn = (line: string): unknown => this.warn(line)
    const secrets = [secret, this.flags['previous-secret']]
    const alerts = await readAlertFlags(this.context, this.flags, {of: this.#checkpoint, warn, secrets})
    const readKeys = hookKeysReader(this.context, this.flags, warn)
    const listening = await readListening(this.flags, readKeys)
    const log = interval === undefined ? undefined : await this.#log()
    const orgUrl = log?.orgUrl ?? (org === undefined ? '' : (await connectOrg(this.context, {org})).orgUrl)
    void stopSignal(['SIGINT', 'SIGTERM']).then((signal) => {
      if (signal === 'SIGINT') this.endWith(exitCodes.interrupted)
      this.say(`${signal}: what is on its way is finished; once more ends at once`)
      this.#stop.abort(new Error(signal))
    })
    return await withScreen(process.stdout, async (screen) => {
      screen.closed.addEventListener('abort', () => {
        this.#stop.abort(new Error('nobody reads stdout'))
      })
      const triggers = await this.#open(orgUrl, screen)
      process.on('SIGHUP', triggers.reload)
      try {
        if (log === undefined) this.#tellWhoWaits(triggers)
        await this.#serve(triggers, {listening, readKeys, log, interval: interval ?? 'auto', orgUrl, alerts})
        const tally = this.#counter.tally(triggers.store)
        this.say(tallyLine(tally))
        return tally
      } finally {
        process.off('SIGHUP', triggers.reload)
        triggers.close()
      }
    })
  }

  async #log(): Promise<SystemLog> {
    const {org, 'rate-share': rateShare} = this.flags
    const warn = (line: string): unknown => this.warn(line)
    return (await connectOrg(this.context, {org, rateShare, whenOpen: 'wait', warn})).log
  }

  #open(orgUrl: string, screen: Screen): Promise<OpenedTriggers> {
    const {rules, org, flows, parallel} = this.flags
    const keepMs = readKeep(this.flags.keep)
    const onReport = (report: WorkReport): void => {
      this.#counter.count(report)
      if (this.jsonEnabled()) this.logJson(showReport(report))
      else void screen.write(`${reportLine(report, this.context.machine.now())}\n`)
    }
    return openTriggers(this.context, {...this.voice, rules, org, flows, orgUrl, parallel, keepMs, onReport})
  }

  async #serve(triggers: OpenedTriggers, serving: Serving): Promise<void> {
    const {metrics: port} = this.flags
    const {alerts, orgUrl, interval} = serving
    const {say, warn} = this.voice
    const board = createStatusBoard()
    const next = 'okta-ops triggers serve --metrics 0'
    const figures =
      port === undefined ? undefined : await serveFigures(this.context, port, {triggers, board, next, say})
    const watch = await watchTriggers(this.context, {
      triggers,
      name: this.#checkpoint,
      orgUrl,
      source: () => board.sources()[0],
      interval,
      alerts,
      warn,
    })
    try {
      await runTogether(this.#stop, await this.#parts(triggers, {...serving, board}))
    } finally {
      await watch.end({look: false})
      await figures?.close()
    }
  }

  /** The receiver, the engine, and where the log is read who reads all of it and who asks it for what waits. */
  async #parts(
    triggers: OpenedTriggers,
    {listening, readKeys, log, interval, board}: Serving & {readonly board: StatusBoard},
  ): Promise<readonly Promise<void>[]> {
    const {planning, store, engine} = triggers
    const {signal} = this.#stop
    const confirmer = log && createConfirmer({machine: this.context.machine, log, store, planning})
    const inbox = createHookInbox(planning)
    const receiver = await this.#listen(listening, (delivery) => {
      inbox(delivery)
      confirmer?.wake()
    })
    return [
      keepReceiving(receiver, {readKeys, signal, say: this.voice.say}),
      engine.run(signal),
      ...(confirmer === undefined ? [] : [confirmer.run(signal)]),
      ...(log === undefined ? [] : [this.#reconcile(triggers, {log, interval, board})]),
    ]
  }

  async #listen(listening: HookListening, take: HookInbox): Promise<HookReceiver> {
    const {machine} = this.context
    const tell = createHookVoice(machine, (line) => {
      this.say(line)
    })
    const receiver = await startHookListener({machine, take, tell}, listening)
    const {tls, host, path} = listening
    const place = host.includes(':') ? `[${host}]` : host
    const url = `${tls === undefined ? 'http' : 'https'}://${place}:${receiver.port}${path}`
    if (this.jsonEnabled()) this.logJson({listening: url})
    this.say(`listening for event hooks on ${url}`)
    return receiver
  }

  async #reconcile(
    {planning}: OpenedTriggers,
    {
      log,
      interval,
      board,
    }: Pick<Serving, 'interval'> & {readonly log: SystemLog; readonly board: StatusBoard},
  ): Promise<void> {
    const {machine} = this.context
    const {say} = this.voice
    const name = this.#checkpoint
    const status = board.source(name, 'triggers')
    const sink = createTriggerSink(planning)
    await keepFollowingInto(
      {machine, log, sink, status, say, signal: this.#stop.signal},
      {name, interval, since: machine.now(), once: false},
    )
  }

  #tellWhoWaits({rules}: OpenedTriggers): void {
    const waiting = rulesThatWait(rules())
    if (waiting.length > 0)
      this.warn(
        `${waiting.join(', ')} act only on what the System Log has too: with --reconcile off something else must read it, such as okta-ops triggers run`,
      )
  }
}
