import {makeCurrent} from '../../lib/okta/org/orgs-store.js'
import {namedSetting, orgPlaceNow} from '../../lib/okta/org/find-org.js'
import {BaseCommand} from '../../lib/cli/base-command.js'
import {Args} from '../../lib/cli/oclif.js'

/** What `org use --json` answers with. */
export interface OrgUseResult {
  readonly name: string
  readonly orgUrl: string
}

export default class OrgUse extends BaseCommand<typeof OrgUse> {
  static override summary = 'Take an Okta org when nothing else is said.'
  static override description =
    'What the environment or okta.yaml says still goes before it; --org NAME goes before all of them.'
  static override examples = [
    '<%= config.bin %> <%= command.id %> prod',
    '<%= config.bin %> <%= command.id %> prod --json',
  ]
  static override args = {
    name: Args.string({required: true, ignoreStdin: true, description: 'an org of org list'}),
  }

  override async run(): Promise<OrgUseResult> {
    const {machine} = this.context
    const {name} = (await this.parse(OrgUse)).args
    // One that cannot be used would make every command fail.
    const {url} = namedSetting(machine, name).address
    await makeCurrent(machine, name)
    this.say(`Commands now take ${name} (${url}).`)
    const instead = orgPlaceNow(machine)
    if (instead !== undefined)
      this.warn(
        `${instead.source} goes before it and says ${instead.address.url}; --org ${name} goes before both`,
      )
    return {name, orgUrl: url}
  }
}
