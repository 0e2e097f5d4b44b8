import {untilInterrupted} from '../../lib/cli/interrupt.js'
import {LogCommand} from '../../lib/cli/log-command.js'
import {filterFlags, pickingWords, readRange, selectionFlags} from '../../lib/cli/log-flags.js'
import {Flags} from '../../lib/cli/oclif.js'
import {orgFlag, rateShareFlag} from '../../lib/cli/org-flags.js'
import {backfill, type Backfilled, type BackfillOptions} from '../../lib/logs/backfill/backfill.js'
import {readLogFilter} from '../../lib/logs/collect/log-filter.js'
import {checkConsumerName} from '../../lib/logs/collect/logs-store.js'
import {counted} from '../../lib/shared/counted.js'
import {parseDuration} from '../../lib/shared/duration.js'
import {shellWord} from '../../lib/shared/shell-word.js'

export default class LogsBackfill extends LogCommand<typeof LogsBackfill> {
  static override summary = 'Fetch what has been, in windows and in parallel, into one file.'
  static override description =
    'Each window of the range becomes a file of its own in --dir; a run that was stopped or killed goes on with the windows ' +
    'that are missing when the same command is given again. At the end they are merged in order into events.ndjson, each ' +
    'event once. With --name, logs collect goes on from there without a gap.'
  static override examples = [
    '<%= config.bin %> <%= command.id %> --since 7d --parallel 4 --dir history',
    '<%= config.bin %> <%= command.id %> --since 90d --dir history --name audit && <%= config.bin %> logs collect --name audit --sink audit.ndjson',
  ]
  static override flags = {
    org: orgFlag(),
    since: Flags.string({
      helpValue: 'TIME',
      required: true,
      summary: 'from there: 7d or 1d12h ago, yesterday, or ISO 8601',
    }),
    until: Flags.string({
      helpValue: 'TIME',
      default: 'now',
      summary: 'up to there, not included; written like --since',
    }),
    dir: Flags.directory({
      helpValue: 'DIR',
      required: true,
      summary: 'folder of the windows and of events.ndjson',
    }),
    parallel: Flags.integer({helpValue: 'N', min: 1, max: 32, default: 4, summary: 'windows at a time'}),
    window: Flags.string({helpValue: 'SPAN', default: '1h', summary: 'length of a window'}),
    name: Flags.string({
      helpValue: 'NAME',
      summary: 'make the checkpoint that logs collect --name NAME goes on from',
    }),
    overlap: Flags.string({
      helpValue: 'SPAN',
      default: '15m',
      summary: 'how far before the end that checkpoint is, for what Okta files late',
    }),
    ...filterFlags,
    'rate-share': rateShareFlag(),
  }

  override async run(): Promise<Backfilled> {
    const {flags} = this
    const {machine} = this.context
    const {since, until, warning} = readRange(flags, {
      now: machine.now(),
      command: this.typed('logs backfill'),
    })
    if (warning !== undefined) this.warn(warning)
    const collector = this.#collector()
    const windowMs = parseDuration(flags.window, '--window')
    const {log, selection} = await this.open(flags, {whenOpen: 'wait'})
    const say = (line: string): void => {
      this.say(line)
    }
    const done = await untilInterrupted((signal) =>
      backfill(
        {machine, log, signal, say},
        {
          since,
          until,
          sinceText: flags.since,
          untilText: flags.until,
          windowMs,
          folder: flags.dir,
          parallel: flags.parallel,
          selection,
          ...(collector === undefined ? {} : {collector}),
        },
      ),
    )
    this.log(done.file)
    this.say(
      `${counted(done.events, 'event')} of ${counted(done.windows, 'window')}, ${done.skipped} of them fetched before`,
    )
    if (collector !== undefined) this.say(`  next: ${this.#collect(collector)}`)
    return done
  }

  #collector(): BackfillOptions['collector'] {
    const {flags} = this
    const {name} = flags
    if (name === undefined) return undefined
    checkConsumerName(name)
    const {filterText} = readLogFilter(selectionFlags(flags))
    return {name, filterText, overlapMs: parseDuration(flags.overlap, '--overlap')}
  }

  /** The collector that goes on from here: it takes the same flags. */
  #collect({name}: NonNullable<BackfillOptions['collector']>): string {
    const {org} = this.flags
    const words = [
      ...['okta-ops', 'logs', 'collect', '--name', name],
      ...(org === undefined ? [] : ['--org', org]),
      ...pickingWords(this.flags),
      ...['--sink', `${name}.ndjson`],
    ]
    return words.map(shellWord).join(' ')
  }
}
