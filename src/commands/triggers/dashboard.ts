import {BaseCommand} from '../../lib/cli/base-command.js'
import {Flags} from '../../lib/cli/oclif.js'
import {stopSignal} from '../../lib/cli/signals.js'
import {withScreen} from '../../lib/logs/view/screen.js'
import {exitCodes, OpsError} from '../../lib/shared/errors.js'
import {openBrowser} from '../../lib/sign-in/browser.js'
import {startDashboard} from '../../lib/triggers/dashboard/dashboard-listener.js'
import {withTriggerStore} from '../../lib/triggers/journal/trigger-store.js'

/** The envelope's result when it has ended. */
export interface DashboardEnded {
  /** How often a link was followed. */
  readonly opened: number
}

export default class TriggersDashboard extends BaseCommand<typeof TriggersDashboard> {
  static override summary = 'Show on a page of this machine how triggers do: runs, queue, lag, dead letters.'
  static override description =
    'Runs until Ctrl-C or SIGTERM, on 127.0.0.1 only. It reads the journal that triggers run and triggers serve write, and ' +
    'changes nothing. The page opens by a link that is good once; when it was followed, the next one is printed.'
  static override examples = [
    '<%= config.bin %> <%= command.id %> --open',
    '<%= config.bin %> <%= command.id %> --port 4180',
    '<%= config.bin %> <%= command.id %> --json | jq --unbuffered -r .link',
  ]
  static override flags = {
    port: Flags.integer({
      helpValue: 'PORT',
      min: 0,
      max: 65_535,
      default: 0,
      summary: 'listen on this port of 127.0.0.1 (0: any free one)',
    }),
    open: Flags.boolean({summary: 'open it in your browser; only from a terminal'}),
  }

  /** One object a line: a link each time there is a new one, and the envelope when it has ended. */
  override logJson(json: unknown): void {
    process.stdout.write(`${JSON.stringify(json)}\n`)
  }

  override async run(): Promise<DashboardEnded> {
    const {flags, context} = this
    const {machine} = context
    if (flags.open && !context.terminal.interactive)
      throw new OpsError('OPS_NO_TERMINAL', 'a browser is opened only from a terminal', {
        failure: 'usage',
        next: 'okta-ops triggers dashboard',
      })
    const stopped = stopSignal(['SIGINT', 'SIGTERM'])
    return await withScreen(process.stdout, (screen) =>
      withTriggerStore(machine, async (store) => {
        let opened = 0
        const onOpened = (nextLink: string): void => {
          opened++
          this.#show(nextLink, 'opened; the next link:')
        }
        const dashboard = await startDashboard({machine, store, onOpened}, flags.port)
        this.#show(dashboard.link, 'dashboard, until Ctrl-C; this link opens it once:')
        if (flags.open && !(await openBrowser(machine, dashboard.link)))
          this.warn('no browser could be started: follow the link')
        const signal = await Promise.race([stopped, goneOf(screen.closed)])
        await dashboard.close()
        if (signal === 'SIGINT') this.endWith(exitCodes.interrupted)
        return {opened}
      }),
    )
  }

  #show(link: string, words: string): void {
    if (this.jsonEnabled()) {
      this.logJson({link})
      return
    }
    this.say(words)
    this.log(link)
  }
}

/** Resolves when nobody reads stdout any more. */
function goneOf(closed: AbortSignal): Promise<undefined> {
  return new Promise((resolve) => {
    closed.addEventListener('abort', () => {
      resolve(undefined)
    })
  })
}
