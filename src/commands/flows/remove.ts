import {BaseCommand} from '../../lib/cli/base-command.js'
import {Args, Flags} from '../../lib/cli/oclif.js'
import {forgetFlow} from '../../lib/flows/registry/flows-store.js'
import {ownFlowNamed} from '../../lib/flows/registry/registry.js'
import {shownInvokeUrl} from '../../lib/flows/registry/invoke-url.js'
import {OpsError} from '../../lib/shared/errors.js'

/** What `flows remove --json` answers with. */
export interface FlowsRemoveResult {
  readonly name: string
  readonly removed: boolean
  /** A client token that okta-ops kept, and that no other flow uses, went too. */
  readonly secretRemoved: boolean
}

export default class FlowsRemove extends BaseCommand<typeof FlowsRemove> {
  static override summary = 'Forget a flow of your own flows.yaml, and the client token that was kept for it.'
  static override description =
    'The flow stays in Okta, and what it has run stays in the history. Flows of a project are in its own file.'
  static override examples = [
    '<%= config.bin %> <%= command.id %> offboard',
    '<%= config.bin %> <%= command.id %> offboard --yes',
  ]
  static override args = {
    name: Args.string({required: true, ignoreStdin: true, description: 'a flow of flows list'}),
  }
  static override flags = {
    yes: Flags.boolean({char: 'y', summary: 'ask nothing', env: 'OKTA_OPS_YES', default: false}),
  }

  override async run(): Promise<FlowsRemoveResult> {
    const {machine} = this.context
    const {name} = (await this.parse(FlowsRemove)).args
    const {invokeUrl} = ownFlowNamed(machine, name)
    if (!(await this.#agreed(name, invokeUrl))) return {name, removed: false, secretRemoved: false}
    const {secretRemoved} = await forgetFlow(machine, name)
    this.say(`Removed ${name}${secretRemoved ? ' and its client token' : ''}.`)
    return {name, removed: true, secretRemoved}
  }

  async #agreed(name: string, invokeUrl: string): Promise<boolean> {
    if (this.flags.yes) return true
    if (!this.context.terminal.interactive)
      throw new OpsError('OPS_NO_TERMINAL', `removing ${name} needs a yes, and nobody is there to say it`, {
        failure: 'usage',
        next: `okta-ops flows remove ${name} --yes`,
      })
    return (await this.context.prompts()).confirm(`Remove ${name} (${shownInvokeUrl(invokeUrl)})?`, false)
  }
}
