import {BaseCommand} from '../../../lib/cli/base-command.js'
import {connectOrg} from '../../../lib/cli/connect-org.js'
import {forgetHookSecret} from '../../../lib/cli/hook-secret.js'
import {Args, Flags} from '../../../lib/cli/oclif.js'
import {orgFlag} from '../../../lib/cli/org-flags.js'
import {openHookRegister} from '../../../lib/okta/hooks/hook-register.js'
import {showHookSet} from '../../../lib/okta/hooks/hook-set.js'
import {OpsError} from '../../../lib/shared/errors.js'
import {shellWord} from '../../../lib/shared/shell-word.js'
import {visibleText} from '../../../lib/shared/visible-text.js'

/** What `triggers hook remove --json` answers with. */
export interface HookRemoveResult {
  readonly id: string
  readonly removed: boolean
  /** A secret that okta-ops made and kept in a file for it went too. */
  readonly secretRemoved: boolean
}

export default class TriggersHookRemove extends BaseCommand<typeof TriggersHookRemove> {
  static override summary = 'Deactivate an event hook and delete it from Okta.'
  static override description = 'The events come by the System Log from then on, where triggers run reads it.'
  static override examples = [
    '<%= config.bin %> <%= command.id %> who1a2b3c4d5e6f7g8h9',
    "<%= config.bin %> <%= command.id %> 'okta-ops triggers' --yes",
  ]
  static override args = {
    hook: Args.string({required: true, ignoreStdin: true, description: 'its id or name'}),
  }
  static override flags = {
    org: orgFlag(),
    yes: Flags.boolean({char: 'y', summary: 'ask nothing', env: 'OKTA_OPS_YES', default: false}),
  }

  override async run(): Promise<HookRemoveResult> {
    const {args} = await this.parse(TriggersHookRemove)
    const connected = await connectOrg(this.context, {org: this.flags.org, warn: (line) => this.warn(line)})
    const register = openHookRegister(connected.api)
    const set = await register.find(args.hook)
    const {name, hooks} = set
    const {id, url} = showHookSet(set)
    const what = `${name} (${hooks.length === 1 ? '' : `${hooks.length} hooks, `}${url})`
    if (!(await this.#agreed(visibleText(what), id))) return {id, removed: false, secretRemoved: false}
    await register.remove(set)
    const secretRemoved = await forgetHookSecret(this.context, `event-hook-${connected.name}-${name}`)
    this.say(
      `Removed ${visibleText(name)}${hooks.length === 1 ? '' : `, ${hooks.length} hooks,`}${secretRemoved ? ' and its secret' : ''}.`,
    )
    return {id, removed: true, secretRemoved}
  }

  async #agreed(what: string, id: string): Promise<boolean> {
    if (this.flags.yes) return true
    if (!this.context.terminal.interactive)
      throw new OpsError('OPS_NO_TERMINAL', `removing ${what} needs a yes, and nobody is there to say it`, {
        failure: 'usage',
        next: `okta-ops triggers hook remove ${shellWord(id)} --yes`,
      })
    return (await this.context.prompts()).confirm(`Remove ${what}?`, false)
  }
}
