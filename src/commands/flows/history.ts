import {BaseCommand} from '../../lib/cli/base-command.js'
import {Flags} from '../../lib/cli/oclif.js'
import {renderTable, type Column} from '../../lib/cli/table.js'
import {causeWords, spanOf, tookWords} from '../../lib/flows/history/run-words.js'
import {runStates} from '../../lib/flows/journal/run-history.js'
import {withRuns} from '../../lib/flows/journal/with-runs.js'
import {shownRun, type ShownRun} from '../../lib/flows/shown-run.js'
import {formatDate} from '../../lib/language/template/date-format.js'
import type {FlowRun} from '../../lib/ports/flow-runner.js'
import {given} from '../../lib/shared/given.js'
import {parseWhen} from '../../lib/shared/when.js'

export default class FlowsHistory extends BaseCommand<typeof FlowsHistory> {
  static override summary = 'Show the runs that this machine has made, the newest first.'
  static override description =
    'Okta keeps executions in its console only and has no history to ask for: this is the journal of okta-ops, written before each request goes out.'
  static override examples = [
    '<%= config.bin %> <%= command.id %> --since 1d',
    '<%= config.bin %> <%= command.id %> --flow offboard --status unknown,failed --json',
  ]
  static override flags = {
    flow: Flags.string({helpValue: 'NAME', summary: 'only runs of this flow'}),
    status: Flags.option({
      options: runStates,
      multiple: true,
      multipleNonGreedy: true,
      delimiter: ',',
      summary: 'only runs that stand there; several mean any of them',
    })(),
    key: Flags.string({helpValue: 'KEY', summary: 'only runs with this key'}),
    since: Flags.string({
      helpValue: 'WHEN',
      summary: 'only runs from then on: 15m or 1d12h ago, today, ISO 8601',
    }),
    limit: Flags.integer({helpValue: 'N', min: 1, default: 50, summary: 'the newest so many'}),
  }

  override async run(): Promise<{readonly runs: readonly ShownRun[]}> {
    const {flow, status: states, key, since, limit} = this.flags
    const now = this.context.machine.now()
    const runs = await withRuns(this.context.machine, ({history}) =>
      history.find({
        limit,
        ...given({
          flow,
          states,
          key,
          since: since === undefined ? undefined : parseWhen(since, {now, what: '--since'}),
        }),
      }),
    )
    if (runs.length === 0) this.say('No run of those asked for is in the journal of this machine.')
    else this.log(renderTable(runs, columnsAt(now)))
    if (runs.length === limit) this.say(`These are the newest ${limit}; --limit shows more.`)
    return {runs: runs.map(shownRun)}
  }
}

function columnsAt(now: Date): readonly Column<FlowRun>[] {
  return [
    {heading: 'run', cell: ({runId}) => runId},
    {heading: 'flow', cell: ({flow}) => flow},
    {heading: 'state', cell: ({state}) => state},
    {heading: 'began', cell: ({createdAt}) => formatDate(createdAt, 'YYYY-MM-DD HH:mm:ss')},
    {heading: 'took', cell: (run) => tookOf(run, now)},
    {heading: 'by', cell: ({cause}) => causeWords(cause) || '-'},
    {heading: 'why', cell: ({reason = ''}) => reason},
  ]
}

function tookOf(run: FlowRun, now: Date): string {
  const span = spanOf(run, now)
  return span === undefined ? '-' : tookWords(span)
}
