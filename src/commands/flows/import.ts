import {BaseCommand} from '../../lib/cli/base-command.js'
import {Args} from '../../lib/cli/oclif.js'
import {importRecords, longestRecord, type Imported} from '../../lib/flows/import/import-records.js'
import {withRuns} from '../../lib/flows/journal/with-runs.js'
import {counted} from '../../lib/shared/counted.js'
import {linesOfFile} from '../../lib/shared/file-lines.js'
import {renderTable} from '../../lib/cli/table.js'

export default class FlowsImport extends BaseCommand<typeof FlowsImport> {
  static override summary = "Take records of Okta's Execution Log Stream into the journal."
  static override description =
    'NDJSON, one record a line, as an endpoint of yours has received it. The same record twice is one, and order does not matter. Runs whose answer told the id of their execution end as it did; flows status shows the records. Okta documents only the event type FLOW_START: the others are read by their words, and those that are not known are kept and named.'
  static override examples = [
    '<%= config.bin %> <%= command.id %> executions.ndjson',
    'zcat executions.*.gz | <%= config.bin %> <%= command.id %> -',
  ]
  static override args = {
    file: Args.string({
      required: true,
      ignoreStdin: true,
      description: 'the records; - reads standard input',
    }),
  }

  override async run(): Promise<Imported> {
    const {file} = (await this.parse(FlowsImport)).args
    const lines = linesOfFile(file, {longest: longestRecord, stdin: process.stdin})
    const imported = await withRuns(this.context.machine, (runs) =>
      importRecords(this.context.machine, runs, lines),
    )
    this.#warnOf(imported)
    const types = Object.entries(imported.eventTypes)
    if (types.length > 0)
      this.log(
        renderTable(types, [
          {heading: 'event type', cell: ([type]) => type},
          {heading: 'records', cell: ([, count]) => String(count)},
        ]),
      )
    for (const {flow, runId, state} of imported.settled) this.say(`${flow} (${runId}) ${state}`)
    this.say(
      `${counted(imported.added, 'record')} taken in, ${imported.repeated} known before, of ${counted(imported.executions, 'execution')}`,
    )
    return imported
  }

  #warnOf({unreadable, unknownTypes, isTorn}: Imported): void {
    for (const {line, why} of unreadable.slice(0, 5)) this.warn(`line ${line} is no record: ${why}`)
    if (unreadable.length > 5) this.warn(`${unreadable.length - 5} more lines are no records`)
    if (unknownTypes.length > 0) this.warn(`kept, but not known what they mean: ${unknownTypes.join(', ')}`)
    if (isTorn) this.warn('the last line ends in the middle; import the file again when it is whole')
  }
}
