import {BaseCommand} from '../../lib/cli/base-command.js'
import {connectOrg} from '../../lib/cli/connect-org.js'
import {scimDomain} from '../../lib/cli/context.js'
import {runTogether} from '../../lib/cli/run-together.js'
import {openWatch, type OpenedWatch} from '../../lib/cli/scim-watch.js'
import {readFullPass, readHookWish, scimWatchFlags} from '../../lib/cli/scim-watch-flags.js'
import {serveWatchFigures, watchSources, type EventSources} from '../../lib/cli/scim-watch-parts.js'
import {stopSignal} from '../../lib/cli/signals.js'
import {checkConsumerName} from '../../lib/logs/collect/logs-store.js'
import {parseInterval} from '../../lib/logs/collect/source-spec.js'
import {createStatusBoard} from '../../lib/logs/collect/status-board.js'
import {withScreen, type Screen} from '../../lib/logs/view/screen.js'
import type {ScimJournal} from '../../lib/scim/journal/scim-db.js'
import type {WatchTally} from '../../lib/scim/watch/watch-news.js'
import {exitCodes, OpsError} from '../../lib/shared/errors.js'
import {visibleJsonLine} from '../../lib/shared/visible-text.js'

export default class ScimWatch extends BaseCommand<typeof ScimWatch> {
  static override summary = "Carry changes of Okta's groups over to Identity Center as they happen."
  static override description =
    'An event is a hint: what it is about is read again on both sides, and then brought in step, so that events may come late, twice, in any order or not at all. Everything is looked at when it begins and every --full-pass. Guards hold as in scim apply; what was removed since the last full pass counts with it. Events are written down before they count as read, so that a crash loses none. SIGHUP reads scim.yaml again. scim apply may run beside it.'
  static override examples = [
    '<%= config.bin %> <%= command.id %>',
    '<%= config.bin %> <%= command.id %> --from both --port 8080 --secret file:hook-secret --behind-proxy --public-url https://hooks.example.com/okta-events',
    '<%= config.bin %> <%= command.id %> --full-pass 1h --metrics 9464 --json',
  ]
  static override flags = scimWatchFlags

  readonly #stop = new AbortController()

  protected override logJson(json: unknown): void {
    process.stdout.write(`${visibleJsonLine(JSON.stringify(json))}\n`)
  }

  override async run(): Promise<WatchTally> {
    const {context, flags} = this
    const sources = await this.#sources()
    const {withScimJournal, withTenantLock, watchTallyLine} = await scimDomain()
    void stopSignal(['SIGINT', 'SIGTERM']).then((signal) => {
      if (signal === 'SIGINT') this.endWith(exitCodes.interrupted)
      this.say(`${signal}: what is on its way is finished; once more ends at once`)
      this.#stop.abort(new OpsError('OPS_INTERRUPTED', signal, {failure: 'interrupted'}))
    })
    const tally = await withScreen(process.stdout, (screen) =>
      withScimJournal(context.machine, async (journal) => {
        screen.closed.addEventListener('abort', () => {
          this.#stop.abort(new Error('nobody reads stdout'))
        })
        const opened = await this.#open(journal, screen)
        const giveUpAfterMs = flags['lock-timeout'] ?? usualPatienceMs
        return withTenantLock(context.machine, {tenant: opened.tenant, giveUpAfterMs, what: 'watch'}, () =>
          this.#watch(opened, sources, journal),
        )
      }),
    )
    this.say(watchTallyLine(tally))
    if (flags.once && tally.held > 0) this.endWith(exitCodes.refused)
    return tally
  }

  async #sources(): Promise<Omit<EventSources, 'board'>> {
    const {context, flags} = this
    const {from, once, org} = flags
    const usual = from === 'both' ? '5m' : 'auto'
    const interval = parseInterval(flags.interval ?? usual, '--interval', 'okta-ops scim watch --help')
    const name = `scim-${checkConsumerName(flags.name)}`
    const hook = readHookWish(flags)
    const whenOpen = once ? 'fail' : 'wait'
    const wish = {org, rateShare: flags['rate-share'], whenOpen, warn: this.voice.warn} as const
    const log = from === 'hook' ? undefined : (await connectOrg(context, wish)).log
    return {log, hook, interval, name, once}
  }

  #open(journal: ScimJournal, screen: Screen): Promise<OpenedWatch> {
    const {context, flags} = this
    const {machine} = context
    const {from, once, name} = flags
    return openWatch(context, {
      ...flags,
      rateShare: flags['rate-share'],
      warn: this.voice.warn,
      policy: flags,
      options: {
        name: `scim-${name}`,
        from,
        once,
        debounceMs: flags.debounce ?? usualDebounceMs,
        fullPassMs: readFullPass(flags['full-pass']),
      },
      lockTimeoutMs: flags['lock-timeout'] ?? usualPatienceMs,
      journal,
      signal: this.#stop.signal,
      tell: (news) => {
        if (this.jsonEnabled()) this.logJson({at: machine.now().toISOString(), ...news})
        else void scimDomain().then(({watchLine}) => screen.write(`${watchLine(news, machine.now())}\n`))
      },
    })
  }

  async #watch(
    {watch, tenant, reload}: OpenedWatch,
    sources: Omit<EventSources, 'board'>,
    journal: ScimJournal,
  ): Promise<WatchTally> {
    const {context, flags} = this
    const {say} = this.voice
    const board = createStatusBoard()
    const parts = {watch, tenant, journal, board, say, stop: this.#stop}
    const figures =
      flags.metrics === undefined ? undefined : await serveWatchFigures(context, flags.metrics, parts)
    process.on('SIGHUP', reload)
    try {
      const events = await watchSources(context, {
        ...parts,
        ...sources,
        onListening: (url) => {
          if (this.jsonEnabled()) this.logJson({listening: url})
          say(`listening for event hooks on ${url}`)
        },
        warn: this.voice.warn,
      })
      const watching = watch.run().finally(() => {
        this.#stop.abort(new Error('the watch has ended'))
      })
      await runTogether(this.#stop, [...events, watching])
      return watch.tally()
    } finally {
      process.off('SIGHUP', reload)
      await figures?.close()
    }
  }
}

const usualDebounceMs = 3000
const usualPatienceMs = 30_000
