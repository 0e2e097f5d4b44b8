import {listAllRoles, listRoles, type AccountRole} from '../../lib/aws/service/directory.js'
import {withSessionToken} from '../../lib/aws/session/session-token.js'
import {BaseCommand} from '../../lib/cli/base-command.js'
import {profileFlag, sessionFlag} from '../../lib/cli/flags.js'
import {untilInterrupted} from '../../lib/cli/interrupt.js'
import {Flags} from '../../lib/cli/oclif.js'
import {pickSession} from '../../lib/cli/session-picker.js'
import {renderTable} from '../../lib/cli/table.js'
import {OpsError} from '../../lib/shared/errors.js'

const progressEveryMs = 3_000

/** One role of `roles list --json`. */
export type ListedRole = AccountRole

export default class RolesList extends BaseCommand<typeof RolesList> {
  static override summary = 'List the roles you may take, in one account or in all of them.'
  static override examples = [
    '<%= config.bin %> <%= command.id %> --session corp --account 111111111111',
    '<%= config.bin %> <%= command.id %> --profile dev',
  ]
  static override flags = {
    profile: profileFlag({exclusive: ['session']}),
    session: sessionFlag({exclusive: ['profile']}),
    account: Flags.string({
      summary: 'id of the account (all of them unless given)',
      helpValue: 'ID',
    }),
  }

  override async run(): Promise<readonly ListedRole[]> {
    const {machine} = this.context
    const {account} = this.flags
    if (account !== undefined) checkAccountId(account)
    const picked = await pickSession(this.context, this.flags)
    const {session, endpoints} = picked
    const roles = await untilInterrupted((signal) =>
      withSessionToken(machine, {...picked, signal}, (token) => {
        const access = {session, endpoints, token, signal}
        if (account !== undefined) return listRoles(machine, access, account)
        return listAllRoles(machine, access, this.#tellProgress())
      }),
    )
    if (roles.length === 0) this.say('There is no role for you there.')
    else this.log(table(roles))
    return roles
  }

  /** One request an account takes its time in a large company: a line every few seconds, none where it is quick. */
  #tellProgress(): (done: number, all: number) => void {
    const {machine} = this.context
    let saidAt = machine.monotonicMs()
    return (done, all) => {
      if (machine.monotonicMs() - saidAt < progressEveryMs || done === all) return
      saidAt = machine.monotonicMs()
      this.say(`Roles of ${done} of ${all} accounts listed ...`)
    }
  }
}

function checkAccountId(account: string): void {
  if (/^\d{12}$/.test(account)) return
  throw new OpsError('OPS_USAGE', `an account id has twelve digits: ${JSON.stringify(account)}`, {
    failure: 'usage',
    next: 'okta-ops accounts list',
  })
}

function table(roles: readonly ListedRole[]): string {
  return renderTable(roles, [
    {heading: 'account', cell: ({accountId}) => accountId},
    {heading: 'role', cell: ({roleName}) => roleName},
  ])
}
