import {connectOrg} from '../../lib/cli/connect-org.js'
import {untilInterrupted} from '../../lib/cli/interrupt.js'
import {LogCommand, type OpenedLog} from '../../lib/cli/log-command.js'
import {chosenOutput, filterFlags, outputFlags, readSince} from '../../lib/cli/log-flags.js'
import {Flags} from '../../lib/cli/oclif.js'
import {orgFlag, rateShareFlag} from '../../lib/cli/org-flags.js'
import {readLogsFile} from '../../lib/logs/collect/logs-file.js'
import {readSpec, searchOf, sourceNamed} from '../../lib/logs/collect/source-spec.js'
import {describeNothing, type NothingFound} from '../../lib/logs/query/nothing-found.js'
import {pickedBy, type Selection} from '../../lib/logs/query/selection.js'
import {showOnePage, type OnePage, type OnePageOptions} from '../../lib/logs/one-page.js'
import {choosePrinter} from '../../lib/logs/view/chosen-printer.js'
import {withScreen} from '../../lib/logs/view/screen.js'
import {counted} from '../../lib/shared/counted.js'

interface Asked extends Pick<OpenedLog, 'log' | 'printer'>, OnePageOptions {
  readonly selection: Omit<Selection, 'warnings' | 'whole'>
  /** What to widen where nothing is found. */
  readonly command: readonly string[]
}

export default class LogsTest extends LogCommand<typeof LogsTest> {
  static override summary = 'Ask for one page of the System Log and show it; no checkpoint is moved.'
  static override description =
    'Tells whether the org, the sign-in and the filter work, of the flags or of a source of a logs.yaml, before anything is collected.'
  static override examples = [
    '<%= config.bin %> <%= command.id %> --since 1d --limit 10',
    '<%= config.bin %> <%= command.id %> --config logs.yaml --source audit -o ndjson',
  ]
  static override flags = {
    org: orgFlag(),
    config: Flags.file({
      helpValue: 'FILE',
      summary: 'ask as a source of this logs.yaml does',
      exclusive: [...Object.keys(filterFlags).filter((name) => name !== 'hide-self'), 'since'],
    }),
    source: Flags.string({
      helpValue: 'NAME',
      summary: 'which source; needed when there are several',
      dependsOn: ['config'],
    }),
    since: Flags.string({helpValue: 'TIME', summary: 'begin there (15m unless said)'}),
    limit: Flags.integer({helpValue: 'N', min: 1, max: 1000, default: 100, summary: 'events of the page'}),
    ...filterFlags,
    ...outputFlags,
    'rate-share': rateShareFlag(),
  }

  override async run(): Promise<OnePage> {
    const {config} = this.flags
    const {log, printer, command, ...options} = await (config === undefined
      ? this.#flagsSay()
      : this.#fileSays(config))
    const page = await untilInterrupted((signal) =>
      withScreen(process.stdout, (screen) =>
        showOnePage(this.reading({log, printer}, {screen, signal}), options),
      ),
    )
    const {events, shown, more, requestId} = page
    const here = shown < events ? `, ${shown} of them shown` : ''
    const request = requestId === null ? '' : ` (request ${requestId})`
    this.say(
      `${page.orgUrl} answered with ${counted(events, 'event')}${here}${more ? '; there are more' : ''}${request}`,
    )
    if (shown === 0 && !more) this.#tellNothing({...options, command, seen: events})
    return page
  }

  #tellNothing(asked: Omit<NothingFound, 'until'>): void {
    for (const line of describeNothing({...asked, until: this.context.machine.now()})) this.say(line)
  }

  async #flagsSay(): Promise<Asked> {
    const {flags} = this
    const now = this.context.machine.now()
    const command = this.typed('logs test')
    const {since, warning} = readSince(flags.since ?? '15m', {now, command})
    if (warning !== undefined) this.warn(warning)
    const {log, printer, selection} = await this.open(flags, {whenOpen: 'fail'})
    return {log, printer, since, selection, pageSize: flags.limit, command}
  }

  async #fileSays(config: string): Promise<Asked> {
    const {context, flags} = this
    const {machine, terminal} = context
    const spec = sourceNamed(readLogsFile(machine, config), {file: config, name: flags.source})
    const {since, serverFilter, q, matches} = readSpec(spec, {
      now: machine.now(),
      once: true,
      warn: (line) => {
        this.warn(line)
      },
    })
    const output = chosenOutput(flags, this.jsonEnabled())
    const {log} = await connectOrg(context, {
      org: spec.org ?? flags.org,
      rateShare: flags['rate-share'],
      patience: spec.patience,
      whenOpen: 'fail',
    })
    return {
      log,
      printer: choosePrinter({...flags, output, terminal, orgUrl: log.orgUrl}),
      since,
      pageSize: flags.limit,
      selection: {...pickedBy(spec), filter: serverFilter, q, accepts: matches},
      command: searchOf(spec, flags.org),
    }
  }
}
