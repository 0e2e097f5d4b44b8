import {BaseCommand} from '../../../lib/cli/base-command.js'
import {connectOrg} from '../../../lib/cli/connect-org.js'
import {orgFlag} from '../../../lib/cli/org-flags.js'
import {renderTable} from '../../../lib/cli/table.js'
import {openHookRegister} from '../../../lib/okta/hooks/hook-register.js'
import {showHook, type ShownHook} from '../../../lib/okta/hooks/shown-hook.js'

export default class TriggersHookList extends BaseCommand<typeof TriggersHookList> {
  static override summary = 'List the event hooks of the org, whoever made them.'
  static override examples = [
    '<%= config.bin %> <%= command.id %>',
    `<%= config.bin %> <%= command.id %> --json | jq '.result.hooks[] | select(.verified | not)'`,
  ]
  static override flags = {org: orgFlag()}

  override async run(): Promise<{readonly hooks: readonly ShownHook[]}> {
    const {api} = await connectOrg(this.context, {org: this.flags.org, warn: (line) => this.warn(line)})
    const hooks = (await openHookRegister(api).list()).map(showHook)
    if (hooks.length === 0) this.say('The org has no event hook. Next: okta-ops triggers hook create --help')
    else
      this.log(
        renderTable(hooks, [
          {heading: 'id', cell: ({id}) => id},
          {heading: 'name', cell: ({name}) => name},
          {heading: 'status', cell: ({status}) => status.toLowerCase()},
          {heading: 'verified', cell: ({verified}) => (verified ? 'yes' : 'no')},
          {heading: 'types', cell: ({types}) => String(types.length)},
          {heading: 'url', cell: ({url}) => url},
        ]),
      )
    return {hooks}
  }
}
