import {untilStopped} from '../../lib/cli/interrupt.js'
import {LogCommand} from '../../lib/cli/log-command.js'
import {
  chosenOutput,
  outputFlags,
  searchFlags,
  selectionFlags,
  shorthandFlags,
} from '../../lib/cli/log-flags.js'
import {Args, Flags} from '../../lib/cli/oclif.js'
import {replayLog} from '../../lib/logs/cassette/replay.js'
import {tapeFiles} from '../../lib/logs/cassette/tape-files.js'
import {openTape, parseSpeed} from '../../lib/logs/cassette/tape-log.js'
import {localSelectionOf} from '../../lib/logs/query/selection.js'
import {choosePrinter} from '../../lib/logs/view/chosen-printer.js'
import {withScreen} from '../../lib/logs/view/screen.js'
import {tallyLine, type Tally} from '../../lib/logs/view/tally.js'
import {exitCodes} from '../../lib/shared/errors.js'

export default class LogsReplay extends LogCommand<typeof LogsReplay> {
  static override summary = 'Show recorded events again, without an org and without a network.'
  static override description =
    'Reads what --record wrote, and NDJSON files such as those of logs collect (.gz too), through the same steps as an ' +
    "org's log: filters, each event once, every output."
  static override examples = [
    '<%= config.bin %> <%= command.id %> tape/ --speed 10x',
    `<%= config.bin %> <%= command.id %> audit.ndjson audit-2026-11-24.ndjson.gz --type 'user.*' -o csv`,
  ]
  static override strict = false
  static override args = {
    file: Args.string({
      required: true,
      description: 'folders of --record, or NDJSON files; several in a row',
    }),
  }
  static override flags = {
    speed: Flags.string({
      helpValue: 'SPEED',
      default: 'max',
      summary: "max, or how many times faster than it happened: 1x is in the events' own time",
    }),
    filter: searchFlags.filter,
    ...shorthandFlags,
    ...outputFlags,
    limit: Flags.integer({helpValue: 'N', min: 1, summary: 'end after this many events'}),
  }

  protected override logJson(json: unknown): void {
    this.logLine(json)
  }

  override async run(): Promise<Tally> {
    const {argv} = await this.parse(LogsReplay)
    const {flags} = this
    const {machine, terminal} = this.context
    const output = chosenOutput(flags, this.jsonEnabled())
    const speed = parseSpeed(flags.speed)
    const selection = await localSelectionOf(selectionFlags(flags))
    this.tellSelection(selection)
    const log = await openTape(tapeFiles(argv.map(String)), machine.now)
    const printer = choosePrinter({...flags, output, orgUrl: log.orgUrl, terminal})
    const {result, stoppedBy} = await untilStopped((signal) =>
      withScreen(process.stdout, (screen) =>
        replayLog(this.reading({log, printer}, {screen, signal}), {selection, speed, limit: flags.limit}),
      ),
    )
    this.say(tallyLine({...result, lagMs: undefined}))
    if (stoppedBy === 'SIGINT') this.endWith(exitCodes.interrupted)
    return result
  }
}
