import {listOrgs, type ListedOrg} from '../../lib/okta/org/list-orgs.js'
import {wayWords} from '../../lib/okta/org/org-setting.js'
import {BaseCommand} from '../../lib/cli/base-command.js'
import {renderTable, type Column} from '../../lib/cli/table.js'

/** What `org list --json` answers with. */
export interface OrgListResult {
  readonly orgs: readonly ListedOrg[]
  /** The org that the environment or okta.yaml puts before the current one. */
  readonly instead?: {readonly orgUrl: string; readonly source: string}
}

export default class OrgList extends BaseCommand<typeof OrgList> {
  static override summary = 'List the Okta orgs that okta-ops knows by name.'
  static override description =
    'The one with the star is taken when nothing else is said. What the environment or okta.yaml says goes before it; a word on stderr tells.'
  static override examples = [
    '<%= config.bin %> <%= command.id %>',
    '<%= config.bin %> <%= command.id %> --json',
  ]

  override run(): Promise<OrgListResult> {
    const {orgs, instead} = listOrgs(this.context.machine)
    if (orgs.length > 0) this.log(renderTable(orgs, this.#columns()))
    else if (instead === undefined) this.say('There is no org yet. Next: okta-ops org add')
    for (const {name, trouble} of orgs)
      if (trouble !== undefined)
        this.warn(`${name} cannot be used: ${trouble.message}; next: ${trouble.next ?? 'okta-ops org check'}`)
    if (instead !== undefined)
      this.say(`Without --org commands take ${instead.address.url}, by ${instead.source}.`)
    return Promise.resolve({
      orgs,
      ...(instead === undefined ? {} : {instead: {orgUrl: instead.address.url, source: instead.source}}),
    })
  }

  #columns(): readonly Column<ListedOrg>[] {
    return [
      {heading: ' ', cell: ({current}) => (current ? '*' : ' ')},
      {heading: 'name', cell: ({name}) => name},
      {heading: 'org', cell: ({orgUrl}) => orgUrl ?? '-'},
      {heading: 'way in', cell: ({way}) => (way === undefined ? 'cannot be used' : wayWords[way])},
      {heading: 'secret in', cell: ({secret}) => this.shortened(secret ?? '-')},
    ]
  }
}
