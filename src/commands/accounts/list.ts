import {listAccounts, type Account} from '../../lib/aws/service/directory.js'
import {withSessionToken} from '../../lib/aws/session/session-token.js'
import {BaseCommand} from '../../lib/cli/base-command.js'
import {profileFlag, sessionFlag} from '../../lib/cli/flags.js'
import {untilInterrupted} from '../../lib/cli/interrupt.js'
import {pickSession} from '../../lib/cli/session-picker.js'
import {renderTable} from '../../lib/cli/table.js'

/** One account of `accounts list --json`; name and address are missing where the portal does not know them. */
export type ListedAccount = Account

export default class AccountsList extends BaseCommand<typeof AccountsList> {
  static override summary = 'List the AWS accounts you reach.'
  static override examples = [
    '<%= config.bin %> <%= command.id %> --session corp',
    `<%= config.bin %> <%= command.id %> --profile dev --json | jq -r '.result[].accountId'`,
  ]
  static override flags = {
    profile: profileFlag({exclusive: ['session']}),
    session: sessionFlag({exclusive: ['profile']}),
  }

  override async run(): Promise<readonly ListedAccount[]> {
    const {machine} = this.context
    const picked = await pickSession(this.context, this.flags)
    const {session, endpoints} = picked
    const accounts = await untilInterrupted((signal) =>
      withSessionToken(machine, {...picked, signal}, (token) =>
        listAccounts(machine, {session, endpoints, token, signal}),
      ),
    )
    if (accounts.length === 0) this.say(`${picked.label} reaches no account.`)
    else this.log(table(accounts))
    return accounts
  }
}

function table(accounts: readonly ListedAccount[]): string {
  return renderTable(accounts, [
    {heading: 'account', cell: ({accountId}) => accountId},
    {heading: 'name', cell: ({accountName}) => accountName ?? '-'},
    {heading: 'e-mail', cell: ({emailAddress}) => emailAddress ?? '-'},
  ])
}
