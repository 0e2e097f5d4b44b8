import {BaseCommand} from '../../lib/cli/base-command.js'
import {flowsFlag} from '../../lib/cli/flow-flags.js'
import {registryOf} from '../../lib/cli/flow-runner-of.js'
import {Args} from '../../lib/cli/oclif.js'
import {orgFlag} from '../../lib/cli/org-flags.js'
import {renderFacts} from '../../lib/cli/table.js'
import {flowNamed} from '../../lib/flows/registry/registry.js'
import {accessWords, shownFlow, type ShownFlow} from '../../lib/flows/registry/shown-flow.js'
import {formatDuration} from '../../lib/shared/duration.js'

export default class FlowsShow extends BaseCommand<typeof FlowsShow> {
  static override summary = 'Show what is known of a flow.'
  static override description =
    'Nothing that lets anybody in is shown: of the address only the beginning of its alias, of the client token where it lies.'
  static override examples = [
    '<%= config.bin %> <%= command.id %> offboard',
    '<%= config.bin %> <%= command.id %> offboard --flows team/flows.yaml --json',
  ]
  static override args = {
    name: Args.string({required: true, ignoreStdin: true, description: 'a flow of flows list'}),
  }
  static override flags = {org: orgFlag(), flows: flowsFlag()}

  override async run(): Promise<ShownFlow> {
    const {name} = (await this.parse(FlowsShow)).args
    const {org, flows} = this.flags
    const warn = (line: string): void => {
      this.warn(line)
    }
    const flow = shownFlow(flowNamed(await registryOf(this.context, {org, flows, warn}), name))
    const {timeoutMs} = flow
    this.log(
      renderFacts([
        ['name', flow.name],
        ['address', flow.invokeUrl],
        ['way in', accessWords[flow.access]],
        ['client token in', flow.clientToken],
        ['input schema', flow.inputSchema],
        ['status flow', flow.statusFlow],
        ['timeout', timeoutMs === undefined ? undefined : formatDuration(timeoutMs)],
        ['at most', flow.maxRate],
        ['file', flow.file],
      ]),
    )
    return flow
  }
}
