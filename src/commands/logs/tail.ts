import {untilStopped} from '../../lib/cli/interrupt.js'
import {LogCommand} from '../../lib/cli/log-command.js'
import {filterFlags, outputFlags, pickingWords, readSince, recordFlag} from '../../lib/cli/log-flags.js'
import {Flags} from '../../lib/cli/oclif.js'
import {orgFlag, rateShareFlag} from '../../lib/cli/org-flags.js'
import {describeNothing} from '../../lib/logs/query/nothing-found.js'
import type {Selection} from '../../lib/logs/query/selection.js'
import {tailLog} from '../../lib/logs/tail.js'
import {withScreen} from '../../lib/logs/view/screen.js'
import {tallyLine, type Tally} from '../../lib/logs/view/tally.js'
import {parseDuration} from '../../lib/shared/duration.js'
import {exitCodes} from '../../lib/shared/errors.js'

export default class LogsTail extends LogCommand<typeof LogsTail> {
  static override summary = 'Follow the System Log: every event as it happens.'
  static override description =
    'Runs until Ctrl-C. Waits out rate limits, failures and lost connections, and shows no event twice. What Okta cannot ' +
    'filter by is filtered here, in the same language; --verbose says who does what.'
  static override examples = [
    '<%= config.bin %> <%= command.id %>',
    `<%= config.bin %> <%= command.id %> --since 1h --type 'user.session.*' --outcome FAILURE`,
    '<%= config.bin %> <%= command.id %> --name watch --severity WARN+',
    '<%= config.bin %> <%= command.id %> --actor mara@halyard.test -o ndjson | jq .eventType',
  ]
  static override flags = {
    org: orgFlag(),
    since: Flags.string({
      helpValue: 'TIME',
      default: '15m',
      summary: 'begin there: 15m or 1d12h ago, today, yesterday, 14:30, or ISO 8601',
    }),
    ...filterFlags,
    ...outputFlags,
    name: Flags.string({
      helpValue: 'NAME',
      summary: 'go on where the last tail of this name was (logs checkpoint list shows them)',
    }),
    interval: Flags.string({
      helpValue: 'SPAN',
      default: 'auto',
      summary: 'time between two looks when nothing is new: auto (2s to 30s) or like 10s',
    }),
    'until-idle': Flags.boolean({summary: 'end when everything so far has been shown', default: false}),
    limit: Flags.integer({
      helpValue: 'N',
      min: 1,
      summary: 'end after this many events',
      exclusive: ['name'], // a checkpoint stands between pages, never within one
    }),
    ...recordFlag,
    'rate-share': rateShareFlag(),
  }

  protected override logJson(json: unknown): void {
    this.logLine(json)
  }

  override async run(): Promise<Tally> {
    const {flags} = this
    const options = {
      since: this.#since(),
      interval: flags.interval === 'auto' ? 'auto' : parseDuration(flags.interval, '--interval'),
      untilIdle: flags['until-idle'],
      limit: flags.limit,
    } as const
    const opened = await this.open(flags, {whenOpen: 'wait'})
    const {selection} = opened
    const {name} = flags
    const {result, stoppedBy} = await untilStopped((signal) =>
      withScreen(process.stdout, async (screen) => {
        const deps = this.reading(opened, {screen, signal})
        if (name === undefined) return await tailLog(deps, {...options, selection})
        const {tailByName} = await import('../../lib/logs/named-tail.js')
        const isTyped = this.argv.some((word) => /^--since(?:=|$)/.test(word))
        const sinceTyped = isTyped ? flags.since : undefined
        return await tailByName(deps, {...options, selection, name, sinceTyped})
      }),
    )
    if (stoppedBy === 'SIGINT') {
      if (this.context.terminal.interactive) this.say() // the terminal has shown ^C
      this.endWith(exitCodes.interrupted)
    }
    this.say(tallyLine(result))
    if (options.untilIdle && stoppedBy === undefined && result.shown + result.repeated === 0)
      for (const line of this.#nothing(result, options.since, selection)) this.say(line)
    return result
  }

  /** A checkpoint's place is where it is: what lies before is for a search. */
  #nothing({seen, begun}: Tally, since: Date, selection: Selection): readonly string[] {
    const {name, org} = this.flags
    const search = ['okta-ops', 'logs', 'query', ...(org === undefined ? [] : ['--org', org])]
    return describeNothing({
      since: begun === undefined ? since : new Date(begun),
      until: this.context.machine.now(),
      selection,
      seen,
      command: name === undefined ? this.typed('logs tail') : [...search, ...pickingWords(this.flags)],
    })
  }

  #since(): Date {
    const now = this.context.machine.now()
    const {since, warning} = readSince(this.flags.since, {now, command: this.typed('logs tail')})
    if (warning !== undefined) this.warn(warning)
    return since
  }
}
