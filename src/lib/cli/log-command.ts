import type {Selection} from '../logs/query/selection.js'
import type {ReadingDeps} from '../logs/tail.js'
import {visibleJsonLine, visibleText} from '../shared/visible-text.js'
import {BaseCommand} from './base-command.js'
import {connectOrg, type ConnectedOrg} from './connect-org.js'
import {logViews} from './context.js'
import {chosenOutput, selectionFlags, type OutputFlags, type PickingFlags} from './log-flags.js'
import type {Command} from './oclif.js'

/** The flags that say which org is read, and where what it says is kept. */
interface OrgFlags {
  readonly org?: string | undefined
  readonly record?: string | undefined
  readonly 'rate-share'?: number | undefined
}

/** A log to read, and how the command was asked to read and show it. */
export interface OpenedLog {
  readonly log: ConnectedOrg['log']
  readonly selection: Selection
  readonly printer: ReadingDeps['printer']
}

/** What every command that shows log events has in common. */
export abstract class LogCommand<T extends typeof Command> extends BaseCommand<T> {
  /** What a follower's `logJson` does: one object a line, events first, the envelope last. */
  protected logLine(json: unknown): void {
    process.stdout.write(`${visibleJsonLine(JSON.stringify(json))}\n`)
  }

  /**
   * Finds the org and reads the flags; nothing is asked of the org yet, and of the flags first, so that a mistyped filter is
   * told before a missing token.
   */
  protected async open(
    flags: OrgFlags & PickingFlags & OutputFlags,
    {whenOpen}: {readonly whenOpen: 'wait' | 'fail'},
  ): Promise<OpenedLog> {
    const {choosePrinter, recordingLog, selectionOf} = await logViews()
    const {terminal} = this.context
    const output = chosenOutput(flags, this.jsonEnabled())
    const choice = {...flags, output, terminal}
    choosePrinter({...choice, orgUrl: 'https://unknown.invalid'})
    await selectionOf(selectionFlags(flags))
    const org = await connectOrg(this.context, {org: flags.org, rateShare: flags['rate-share'], whenOpen})
    const log = flags.record === undefined ? org.log : recordingLog(org.log, flags.record)
    const selection = await selectionOf(selectionFlags(flags), log.self)
    this.tellSelection(selection)
    return {log, selection, printer: choosePrinter({...choice, orgUrl: log.orgUrl})}
  }

  /** This command as it was typed. */
  protected typed(name: string): readonly string[] {
    return ['okta-ops', ...name.split(' '), ...this.argv]
  }

  /** What reading needs besides what was opened. */
  protected reading(
    {log, printer}: Pick<OpenedLog, 'log' | 'printer'>,
    {screen, signal}: Pick<ReadingDeps, 'screen' | 'signal'>,
  ): ReadingDeps {
    const {machine, live} = this.context
    return {
      log,
      printer,
      signal,
      machine,
      live,
      screen: {
        ...screen,
        // Both may be the same terminal.
        write: async (text) => {
          live?.hide()
          await screen.write(text)
        },
      },
      say: (line) => {
        this.say(line)
      },
    }
  }

  /** Warns of what is odd about a selection, and tells with `--verbose` who evaluates what. */
  protected tellSelection({filter, q, locally, warnings}: Selection): void {
    for (const warning of warnings) this.warn(visibleText(warning))
    const asked = [filter, q === undefined ? undefined : `q=${q}`].filter((part) => part !== undefined)
    this.context.machine.debug(`asked of Okta: ${visibleText(asked.join(', ') || 'every event')}`)
    if (locally !== undefined) this.context.machine.debug(`filtered here: ${visibleText(locally)}`)
  }
}
