import {BaseCommand} from '../../../lib/cli/base-command.js'
import {connectOrg} from '../../../lib/cli/connect-org.js'
import {Args} from '../../../lib/cli/oclif.js'
import {orgFlag} from '../../../lib/cli/org-flags.js'
import {openHookRegister} from '../../../lib/okta/hooks/hook-register.js'
import {showHookSet, type ShownHookSet} from '../../../lib/okta/hooks/hook-set.js'
import {visibleText} from '../../../lib/shared/visible-text.js'

export default class TriggersHookVerify extends BaseCommand<typeof TriggersHookVerify> {
  static override summary = 'Have Okta verify an event hook, so that it gets events.'
  static override description =
    'Okta asks the address of the hook one question, which a running triggers serve answers. A hook whose address or secret has been changed must be verified anew.'
  static override examples = [
    '<%= config.bin %> <%= command.id %> who1a2b3c4d5e6f7g8h9',
    "<%= config.bin %> <%= command.id %> 'okta-ops triggers' --json",
  ]
  static override args = {
    hook: Args.string({required: true, ignoreStdin: true, description: 'its id or name'}),
  }
  static override flags = {org: orgFlag()}

  override async run(): Promise<ShownHookSet> {
    const {args} = await this.parse(TriggersHookVerify)
    const {api} = await connectOrg(this.context, {org: this.flags.org, warn: (line) => this.warn(line)})
    const register = openHookRegister(api)
    const set = await register.verify(await register.find(args.hook))
    const hook = showHookSet(set)
    this.say(visibleText(`${set.name} is verified and gets events; a change may take Okta some minutes.`))
    if (hook.status !== 'ACTIVE') this.warn(visibleText(`${hook.name} is not active: activate it in Okta`))
    if (set.hooks.length < set.of)
      this.warn(
        visibleText(
          `of the ${set.of} hooks called ${set.name} the org has ${set.hooks.length}, so some events do not come: remove it, and create it again`,
        ),
      )
    return hook
  }
}
