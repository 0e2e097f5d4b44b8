import {BaseCommand} from '../../lib/cli/base-command.js'
import {durationFlag} from '../../lib/cli/flow-flags.js'
import {untilStopped} from '../../lib/cli/interrupt.js'
import {Flags} from '../../lib/cli/oclif.js'
import {withRuns} from '../../lib/flows/journal/with-runs.js'
import {shownRun} from '../../lib/flows/shown-run.js'
import {changeLine, eraseFrame, frameOf, type Dress} from '../../lib/flows/watch/frame.js'
import {watchRuns, type WatchedRuns} from '../../lib/flows/watch/watch-runs.js'
import {withScreen, type Screen} from '../../lib/logs/view/screen.js'
import {counted} from '../../lib/shared/counted.js'
import {exitCodes} from '../../lib/shared/errors.js'
import {colourStyles} from '../../lib/shared/styles.js'
import {widthOf} from '../../lib/shared/text-fit.js'
import {visibleJsonLine} from '../../lib/shared/visible-text.js'

const usualIntervalMs = 1000

/** What `flows watch --json` ends with. */
export interface FlowsWatchResult {
  /** Runs that were under way, or made, while it watched. */
  readonly runs: number
  readonly changes: number
  /** Still under way. */
  readonly active: number
  /** Of these, left `running` by their processes: `flows status` asks what became of them. */
  readonly left: number
}

export default class FlowsWatch extends BaseCommand<typeof FlowsWatch> {
  static override summary = 'Watch runs as they begin and end.'
  static override description =
    'Runs of this machine that are under way, and those that begin from now on, whoever makes them: a terminal shows them in place, a file or a pipe gets a line for each change. It only reads the journal and asks nothing of Okta. Ctrl-C ends it.'
  static override examples = [
    '<%= config.bin %> <%= command.id %>',
    '<%= config.bin %> <%= command.id %> --flow offboard --until-idle',
    `<%= config.bin %> <%= command.id %> --json | jq -c 'select(.state == "failed")'`,
  ]
  static override flags = {
    flow: Flags.string({helpValue: 'NAME', summary: 'only runs of this flow'}),
    interval: durationFlag('interval', 'between two looks (1s unless said)'),
    'until-idle': Flags.boolean({
      summary: 'end once no run is under way but those that were left running',
      default: false,
    }),
  }

  protected override logJson(json: unknown): void {
    process.stdout.write(`${visibleJsonLine(JSON.stringify(json))}\n`)
  }

  override async run(): Promise<FlowsWatchResult> {
    const {machine} = this.context
    const {flow, interval: intervalMs = usualIntervalMs, 'until-idle': untilIdle} = this.flags
    const seen = new Set<string>()
    let [changes, active, left] = [0, 0, 0]
    const {stoppedBy} = await untilStopped((stop) =>
      withRuns(machine, (runs) =>
        withScreen(process.stdout, (screen) => {
          const show = this.#view(screen)
          const signal = AbortSignal.any([stop, screen.closed])
          const onLook = async (now: WatchedRuns): Promise<void> => {
            for (const {runId} of now.runs) seen.add(runId)
            changes += now.changed.length
            ;({active, left} = now)
            await show(now)
          }
          return watchRuns({machine, runs, flow, intervalMs, untilIdle, signal, onLook})
        }),
      ),
    )
    if (stoppedBy === 'SIGINT') {
      if (this.context.terminal.interactive) this.say() // the terminal has shown ^C
      this.endWith(exitCodes.interrupted)
    }
    const asks = left === 0 ? '' : `, ${left} of them left running: okta-ops flows status RUN asks`
    this.say(`${counted(seen.size, 'run')} seen, ${active} still under way${asks}`)
    return {runs: seen.size, changes, active, left}
  }

  #view({write}: Screen): (now: WatchedRuns) => Promise<void> {
    const {machine, terminal} = this.context
    if (this.jsonEnabled())
      return ({changed}) =>
        write(changed.map((run) => `${visibleJsonLine(JSON.stringify(shownRun(run)))}\n`).join(''))
    if (terminal.width === undefined)
      return ({changed}) => write(changed.map((run) => `${changeLine(run, machine.now())}\n`).join(''))
    let drawn: readonly number[] = []
    return (watched) => {
      const {columns, rows} = process.stdout
      const size = {columns: columns || terminal.columns, rows: rows || 24}
      const frame = {now: machine.now(), size}
      const lines = frameOf(watched, {...frame, dress: terminal.colour ? coloured : plain})
      const erase = eraseFrame(drawn, size.columns)
      drawn = frameOf(watched, {...frame, dress: plain}).map(widthOf)
      return write(`${erase}${lines.join('\n')}\n`)
    }
  }
}

const plain: Dress = (text) => text

const coloured: Dress = (text, state) => {
  if (state === 'succeeded') return colourStyles.good(text)
  if (state === 'failed' || state === 'refused') return colourStyles.bad(text)
  return state === 'unknown' ? colourStyles.odd(text) : colourStyles.dim(text)
}
