import {BaseCommand} from '../../lib/cli/base-command.js'
import {Args, Flags} from '../../lib/cli/oclif.js'
import {orgAddFlags, wishesFrom} from '../../lib/cli/org-add-flags.js'
import {addOrgFor, type OrgAddResult} from '../../lib/cli/org-add.js'
import {OpsError} from '../../lib/shared/errors.js'
import {shellWord} from '../../lib/shared/shell-word.js'

export type {OrgAddResult} from '../../lib/cli/org-add.js'

export default class OrgAdd extends BaseCommand<typeof OrgAdd> {
  static override summary = 'Connect okta-ops to an Okta org, under a name.'
  static override description =
    'Three ways in: an API service app (a client id and a private key), yourself by browser (a native app), or an API token. With a terminal it asks for what the flags leave out. The connection is checked before anything is written; secrets are kept in a file that only you can read, or stay where they are. docs/orgs.md shows each way step by step.'
  static override examples = [
    '<%= config.bin %> <%= command.id %>',
    '<%= config.bin %> <%= command.id %> prod --org-url https://halyard.okta.com --client-id 0oa1... --private-key file:okta.pem --scopes okta.logs.read',
    '<%= config.bin %> <%= command.id %> me --org-url https://halyard.okta.com --client-id 0oa2... --login',
    'pbpaste | <%= config.bin %> <%= command.id %> prod --org-url https://halyard.okta.com --api-token -',
  ]
  static override args = {
    // Standard input is for the secret; oclif would take it as the name.
    name: Args.string({
      ignoreStdin: true,
      description: 'what to call it (else the first part of its address)',
    }),
  }
  static override flags = {
    ...orgAddFlags,
    keychain: Flags.boolean({
      summary: 'keep a secret given by - or typed in the keychain, not in a file',
      default: false,
    }),
    check: Flags.boolean({summary: 'make a call before anything is written', default: true, allowNo: true}),
    force: Flags.boolean({summary: 'replace an org of that name', default: false}),
    yes: Flags.boolean({char: 'y', summary: 'ask nothing', env: 'OKTA_OPS_YES', default: false}),
  }

  override async run(): Promise<OrgAddResult> {
    const {name} = (await this.parse(OrgAdd)).args
    const {keychain, force, check, yes} = this.flags
    const wishes = await wishesFrom(this.flags, name).catch((error: unknown) => {
      throw this.#overHttps(error)
    })
    const asker = this.context.terminal.interactive && !yes ? await this.context.prompts() : undefined
    return addOrgFor(this.context, {wishes, asker, keychain, force, check}, this.voice).catch(
      (error: unknown) => {
        throw this.#overHttps(error)
      },
    )
  }

  /** An address in clear text: the command as it was typed, with the address as it must be. */
  #overHttps(error: unknown): unknown {
    if (!(error instanceof OpsError) || error.code !== 'OPS_CLEAR_TEXT') return error
    const words = this.argv.map((word) => word.replace(/^(--org-url=)?http:/i, '$1https:'))
    const {code, message, failure} = error
    const next = ['okta-ops', 'org', 'add', ...words].map(shellWord).join(' ')
    return new OpsError(code, message, {failure, next, cause: error})
  }
}
