import {BaseCommand} from '../../lib/cli/base-command.js'
import {untilInterrupted} from '../../lib/cli/interrupt.js'
import {Flags} from '../../lib/cli/oclif.js'
import {openScim} from '../../lib/cli/open-scim.js'
import {orgFlag} from '../../lib/cli/org-flags.js'
import {scimDomain} from '../../lib/cli/context.js'
import {findScimConnection} from '../../lib/cli/scim-connection.js'
import {scimConnectionFlags} from '../../lib/cli/scim-flags.js'
import {scimPass, withJournalIfAny} from '../../lib/cli/scim-pass.js'
import {renderFacts} from '../../lib/cli/table.js'
import {statusFacts} from '../../lib/scim/view/status-facts.js'
import {showStatus, type ShownStatus} from '../../lib/scim/view/shown-status.js'
import {exitCodes} from '../../lib/shared/errors.js'

export type ScimStatusResult = ShownStatus

export default class ScimStatus extends BaseCommand<typeof ScimStatus> {
  static override summary =
    'Show how Identity Center is connected, what was applied last, and how far it drifts.'
  static override description =
    'Drift is that of the last look at everything in scope, by scim plan or scim apply on this machine, and how long ago that was. With --check both sides are read now, and the exit code is 3 when they differ. Without it nobody is asked for anything.'
  static override examples = [
    '<%= config.bin %> <%= command.id %>',
    '<%= config.bin %> <%= command.id %> --check --json',
  ]
  static override flags = {
    org: orgFlag(),
    ...scimConnectionFlags,
    check: Flags.boolean({summary: 'read both sides now', default: false}),
  }

  override async run(): Promise<ScimStatusResult> {
    const {context, flags} = this
    const {machine} = context
    const warn = (line: string): void => void this.warn(line)
    const opened = flags.check ? await openScim(context, {...flags, via: 'auto', warn}) : undefined
    const found = opened ?? (await findScimConnection(context, {...flags, warn}))
    const status = await withJournalIfAny(context, warn, async (journal) => {
      if (opened !== undefined) {
        const {policy} = opened.config
        const wish = {policy, narrowed: false, via: 'auto', explain: false, journal} as const
        const {plan} = await untilInterrupted((signal) => scimPass(context, opened, {...wish, signal}))
        const {hasChanges, isGuarded} = await scimDomain()
        if (hasChanges(plan)) this.endWith(exitCodes.unmet)
        else if (isGuarded(plan)) this.endWith(exitCodes.refused)
      }
      const [run] = journal?.runs({tenant: found.url, limit: 1}) ?? []
      return showStatus({
        connection: found.connection,
        file: found.config.file,
        pass: journal?.lastPass(found.url),
        run,
        watch: journal?.lastWatch(found.url),
        backlog: journal?.hintBacklog(found.url) ?? {open: 0, oldestAt: undefined},
        now: machine.now(),
      })
    })
    this.log(renderFacts(statusFacts(status, machine.now())))
    return status
  }
}
