import {BaseCommand} from '../../lib/cli/base-command.js'
import {Args, Flags} from '../../lib/cli/oclif.js'
import {renderTable, type Column} from '../../lib/cli/table.js'
import {rateWords, tookWords} from '../../lib/flows/history/run-words.js'
import {statsByFlow, statsOf, type RunStats} from '../../lib/flows/history/run-stats.js'
import {withRuns} from '../../lib/flows/journal/with-runs.js'
import {barChart} from '../../lib/shared/bar-chart.js'
import {counted} from '../../lib/shared/counted.js'
import {given} from '../../lib/shared/given.js'
import {colourStyles, plainStyles} from '../../lib/shared/styles.js'
import {parseWhen} from '../../lib/shared/when.js'

type FlowStats = RunStats & {readonly flow: string}

/** What `flows stats --json` answers with; spans in milliseconds, `successRate` from 0 to 1. */
export type FlowsStatsResult = RunStats & {
  readonly since?: string
  /** The flow with the most runs first. */
  readonly flows: readonly FlowStats[]
}

export default class FlowsStats extends BaseCommand<typeof FlowsStats> {
  static override summary = 'Count runs: how many succeed, and how long their answers take.'
  static override description =
    'Of the journal of this machine. The success rate counts every run that has ended, those in doubt and those that Okta refused too; the latency runs from sending to the end, of runs whose flow said how it ended.'
  static override examples = [
    '<%= config.bin %> <%= command.id %> --since 7d',
    '<%= config.bin %> <%= command.id %> offboard',
    `<%= config.bin %> <%= command.id %> --since 1h --json | jq '.result.successRate'`,
  ]
  static override args = {name: Args.string({ignoreStdin: true, description: 'only this flow'})}
  static override flags = {
    since: Flags.string({
      helpValue: 'WHEN',
      summary: 'only runs from then on: 15m or 1d12h ago, today, ISO 8601',
    }),
  }

  override async run(): Promise<FlowsStatsResult> {
    const flow = (await this.parse(FlowsStats)).args.name
    const {machine} = this.context
    const since =
      this.flags.since === undefined
        ? undefined
        : parseWhen(this.flags.since, {now: machine.now(), what: '--since'})
    const figures = await withRuns(machine, ({history}) => history.figures(given({flow, since})))
    const stats = {
      ...(since === undefined ? {} : {since: since.toISOString()}),
      ...statsOf(figures),
      flows: statsByFlow(figures),
    }
    if (stats.runs === 0) this.say('No run of those asked for is in the journal of this machine.')
    else this.log(this.#text(stats))
    return stats
  }

  #text(stats: FlowsStatsResult): string {
    const {columns, colour} = this.context.terminal
    const {dim} = colour ? colourStyles : plainStyles
    const counts = Object.entries(stats.byState)
      .map(([value, count]) => ({value, count}))
      .sort((one, other) => other.count - one.count)
    const rate =
      stats.successRate === undefined ? '' : `, ${rateWords(stats.successRate)} of those that ended succeeded`
    return [
      `${counted(stats.runs, 'run')}${rate}`,
      `${dim('by state')}\n${barChart(counts, {columns, top: counts.length, total: stats.runs, dim})}`,
      `${dim('by flow')}\n${renderTable(stats.flows, flowColumns)}`,
    ].join('\n\n')
  }
}

const flowColumns: readonly Column<FlowStats>[] = [
  {heading: 'flow', cell: ({flow}) => flow},
  {heading: 'runs', cell: ({runs}) => String(runs)},
  {heading: 'succeed', cell: ({successRate}) => (successRate === undefined ? '-' : rateWords(successRate))},
  {heading: 'p50', cell: ({latency}) => spanOf(latency?.p50)},
  {heading: 'p90', cell: ({latency}) => spanOf(latency?.p90)},
  {heading: 'p99', cell: ({latency}) => spanOf(latency?.p99)},
  {heading: 'longest', cell: ({latency}) => spanOf(latency?.max)},
]

function spanOf(ms: number | undefined): string {
  return ms === undefined ? '-' : tookWords(ms)
}
