import {wholeOrInterrupted} from '../../lib/cli/interrupt.js'
import {LogCommand} from '../../lib/cli/log-command.js'
import {filterFlags, outputFlags, rangeFlags, readRange, recordFlag} from '../../lib/cli/log-flags.js'
import {Flags} from '../../lib/cli/oclif.js'
import {orgFlag, rateShareFlag} from '../../lib/cli/org-flags.js'
import {describeNothing} from '../../lib/logs/query/nothing-found.js'
import {queryLog} from '../../lib/logs/tail.js'
import {withScreen} from '../../lib/logs/view/screen.js'
import {keepingPrinter} from '../../lib/logs/view/printer.js'
import {tallyLine, type Tally} from '../../lib/logs/view/tally.js'
import type {JsonObject} from '../../lib/shared/json.js'

/** What `logs query --json` answers with. */
export interface LogQueryResult extends Tally {
  readonly events: readonly JsonObject[]
}

export default class LogsQuery extends LogCommand<typeof LogsQuery> {
  static override summary = 'Search the System Log: the events of a time range.'
  static override description =
    'Newest first unless --order says otherwise. Finding nothing is no failure: the exit code is 0, and the range, the ' +
    'filter and the next thing to try are said on stderr. Okta keeps events for 90 days; an event filed late can be ' +
    'missing here and is not when following (docs/system-log.md).'
  static override examples = [
    '<%= config.bin %> <%= command.id %> --since today --outcome FAILURE',
    `<%= config.bin %> <%= command.id %> --since 7d --type 'user.lifecycle.*' --target mara@halyard.test`,
    `<%= config.bin %> <%= command.id %> --since yesterday --until today --filter 'client.ipAddress sw "10."' -o csv`,
  ]
  static override flags = {
    org: orgFlag(),
    ...rangeFlags,
    ...filterFlags,
    ...outputFlags,
    limit: Flags.integer({helpValue: 'N', min: 1, summary: 'show at most this many events'}),
    order: Flags.option({
      options: ['newest', 'oldest'] as const,
      default: 'newest',
      summary: 'which event comes first',
    })(),
    ...recordFlag,
    'rate-share': rateShareFlag(),
  }

  override async run(): Promise<LogQueryResult> {
    const {flags} = this
    const command = this.typed('logs query')
    const {since, until, warning} = readRange(flags, {now: this.context.machine.now(), command})
    if (warning !== undefined) this.warn(warning)
    const opened = await this.open(flags, {whenOpen: 'fail'})
    const {selection} = opened
    const {limit, order} = flags
    const kept = this.jsonEnabled() ? keepingPrinter() : undefined
    const printer = kept?.printer ?? opened.printer
    const tally = await wholeOrInterrupted(async (signal) => {
      const read = await withScreen(process.stdout, (screen) =>
        queryLog(this.reading({...opened, printer}, {screen, signal}), {
          since,
          until,
          order,
          limit,
          selection,
        }),
      )
      if (signal.aborted) this.say(tallyLine({...read, lagMs: undefined}))
      return read
    })
    if (tally.shown > 0) this.say(tallyLine({...tally, lagMs: undefined}))
    else
      for (const line of describeNothing({since, until, selection, seen: tally.seen, command})) this.say(line)
    if (limit !== undefined && tally.shown === limit)
      this.say(`stopped at --limit ${limit}: there may be more`)
    return {...tally, events: kept?.events ?? []}
  }
}
