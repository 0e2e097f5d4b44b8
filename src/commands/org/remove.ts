import {isBad} from '../../lib/okta/org/orgs-file.js'
import {removeOrg} from '../../lib/okta/org/remove-org.js'
import {readOrgs, writtenOrg} from '../../lib/okta/org/orgs-store.js'
import {BaseCommand} from '../../lib/cli/base-command.js'
import {Args, Flags} from '../../lib/cli/oclif.js'
import {OpsError} from '../../lib/shared/errors.js'

/** What `org remove --json` answers with. */
export interface OrgRemoveResult {
  readonly name: string
  readonly removed: boolean
  /** A secret that only this org used, and that okta-ops kept, went too. */
  readonly secretRemoved: boolean
  /** A token that was kept went too. */
  readonly tokenRemoved: boolean
}

export default class OrgRemove extends BaseCommand<typeof OrgRemove> {
  static override summary = 'Forget an Okta org, its kept secret and its tokens.'
  static override description =
    'Secrets that lie elsewhere (a variable, your own file, Secrets Manager) stay, and so does one that another org uses. The API token or app stays in Okta: deactivate it there.'
  static override examples = [
    '<%= config.bin %> <%= command.id %> old',
    '<%= config.bin %> <%= command.id %> old --yes',
  ]
  static override args = {
    name: Args.string({required: true, ignoreStdin: true, description: 'an org of org list'}),
  }
  static override flags = {
    yes: Flags.boolean({char: 'y', summary: 'ask nothing', env: 'OKTA_OPS_YES', default: false}),
  }

  override async run(): Promise<OrgRemoveResult> {
    const {machine} = this.context
    const {name} = (await this.parse(OrgRemove)).args
    const org = writtenOrg(readOrgs(machine), name)
    if (!(await this.#agreed(name, isBad(org) ? 'cannot be used' : org.url)))
      return {name, removed: false, secretRemoved: false, tokenRemoved: false}
    const outcome = await removeOrg(machine, name)
    const also = [
      ...(outcome.secretRemoved ? ['its secret'] : []),
      ...(outcome.tokenRemoved ? ['its token'] : []),
    ]
    this.say(`Removed ${[name, ...also].join(', ')}.`)
    return {name, removed: true, ...outcome}
  }

  async #agreed(name: string, what: string): Promise<boolean> {
    if (this.flags.yes) return true
    if (!this.context.terminal.interactive)
      throw new OpsError('OPS_NO_TERMINAL', `removing ${name} needs a yes, and nobody is there to say it`, {
        failure: 'usage',
        next: `okta-ops org remove ${name} --yes`,
      })
    return (await this.context.prompts()).confirm(`Remove ${name} (${what})?`, false)
  }
}
