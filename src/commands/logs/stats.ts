import {wholeOrInterrupted} from '../../lib/cli/interrupt.js'
import {LogCommand} from '../../lib/cli/log-command.js'
import {filterFlags, rangeFlags, readRange} from '../../lib/cli/log-flags.js'
import {Flags} from '../../lib/cli/oclif.js'
import {orgFlag, rateShareFlag} from '../../lib/cli/org-flags.js'
import {describeNothing} from '../../lib/logs/query/nothing-found.js'
import {barChart, type Count} from '../../lib/shared/bar-chart.js'
import {countingPrinter, createCounter, dimensions} from '../../lib/logs/stats/count-events.js'
import {queryLog} from '../../lib/logs/tail.js'
import {withScreen} from '../../lib/logs/view/screen.js'
import {colourStyles, plainStyles} from '../../lib/shared/styles.js'
import {counted} from '../../lib/shared/counted.js'

/** What `logs stats --json` answers with. */
export interface LogStats {
  readonly since: string
  readonly until: string
  readonly events: number
  /** By what was asked for, the most frequent first; `value` is empty for events that do not say. */
  readonly by: Readonly<Record<string, readonly Count[]>>
}

export default class LogsStats extends LogCommand<typeof LogsStats> {
  static override summary = 'Count events of a time range: by type, outcome, actor and more.'
  static override description = 'Reads every event of the range, page by page, within the rate limit.'
  static override examples = [
    '<%= config.bin %> <%= command.id %> --since today',
    '<%= config.bin %> <%= command.id %> --since 7d --outcome FAILURE --by actor --by ip --top 5',
    `<%= config.bin %> <%= command.id %> --by securityContext.isp --json | jq '.result.by'`,
  ]
  static override flags = {
    org: orgFlag(),
    ...rangeFlags,
    by: Flags.string({
      multiple: true,
      multipleNonGreedy: true,
      helpValue: 'WHAT',
      default: ['type', 'outcome', 'actor'],
      summary: `${Object.keys(dimensions).join(', ')}, or a path; may be repeated`,
    }),
    top: Flags.integer({helpValue: 'N', min: 1, default: 10, summary: 'rows a chart'}),
    ...filterFlags,
    'rate-share': rateShareFlag(),
  }

  override async run(): Promise<LogStats> {
    const command = this.typed('logs stats')
    const {since, until, warning} = readRange(this.flags, {now: this.context.machine.now(), command})
    if (warning !== undefined) this.warn(warning)
    const counters = [...new Set(this.flags.by)].map(createCounter)
    const opened = await this.open(this.flags, {whenOpen: 'fail'})
    const {selection} = opened
    const printer = countingPrinter(counters)
    const {shown, seen} = await wholeOrInterrupted((signal) =>
      withScreen(process.stdout, (screen) =>
        queryLog(this.reading({...opened, printer}, {screen, signal}), {
          since,
          until,
          order: 'oldest',
          selection,
        }),
      ),
    )
    const by = Object.fromEntries(counters.map((counter) => [counter.by, counter.counts()]))
    if (shown > 0) this.log(this.#charts(by, shown))
    else
      for (const line of describeNothing({
        since,
        until,
        selection,
        seen,
        command,
      }))
        this.say(line)
    return {since: since.toISOString(), until: until.toISOString(), events: shown, by}
  }

  #charts(by: LogStats['by'], total: number): string {
    const {columns, colour} = this.context.terminal
    const {dim} = colour ? colourStyles : plainStyles
    const charts = Object.entries(by).map(
      ([name, counts]) =>
        `${dim(`by ${name}`)}\n${barChart(counts, {columns, top: this.flags.top, total, dim})}`,
    )
    return [counted(total, 'event'), ...charts].join('\n\n')
  }
}
