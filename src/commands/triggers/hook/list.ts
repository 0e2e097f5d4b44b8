import {BaseCommand} from '../../../lib/cli/base-command.js'
import {connectOrg} from '../../../lib/cli/connect-org.js'
import {orgFlag} from '../../../lib/cli/org-flags.js'
import {renderTable} from '../../../lib/cli/table.js'
import {openHookRegister} from '../../../lib/okta/hooks/hook-register.js'
import {showHookSet, type ShownHookSet} from '../../../lib/okta/hooks/hook-set.js'

export default class TriggersHookList extends BaseCommand<typeof TriggersHookList> {
  static override summary = 'List the event hooks of the org, whoever made them.'
  static override description =
    'Hooks that triggers hook create has shared the event types out over are one line, with the id of the first; --json names each.'
  static override examples = [
    '<%= config.bin %> <%= command.id %>',
    `<%= config.bin %> <%= command.id %> --json | jq '.result.hooks[] | select(.verified | not)'`,
  ]
  static override flags = {org: orgFlag()}

  override async run(): Promise<{readonly hooks: readonly ShownHookSet[]}> {
    const {api} = await connectOrg(this.context, {org: this.flags.org, warn: (line) => this.warn(line)})
    const hooks = (await openHookRegister(api).list()).map(showHookSet)
    if (hooks.length === 0) this.say('The org has no event hook. Next: okta-ops triggers hook create --help')
    else
      this.log(
        renderTable(hooks, [
          {heading: 'id', cell: ({id}) => id},
          {
            heading: 'name',
            cell: ({name, parts}) => (parts === undefined ? name : `${name} (${parts.length} hooks)`),
          },
          {heading: 'status', cell: ({status}) => status.toLowerCase()},
          {heading: 'verified', cell: verifiedWord},
          {heading: 'types', cell: ({types}) => String(types.length)},
          {heading: 'url', cell: ({url}) => url},
        ]),
      )
    return {hooks}
  }
}

function verifiedWord({verified, parts = []}: ShownHookSet): string {
  const some = parts.filter((part) => part.verified).length
  if (some === 0 || verified) return verified ? 'yes' : 'no'
  return `${some} of ${parts.length}`
}
