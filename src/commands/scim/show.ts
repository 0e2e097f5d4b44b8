import {BaseCommand} from '../../lib/cli/base-command.js'
import {Args} from '../../lib/cli/oclif.js'
import {planOutputFlags} from '../../lib/cli/scim-flags.js'
import {showPlan} from '../../lib/cli/show-plan.js'
import {readPlanFile} from '../../lib/scim/plan/plan-file.js'
import type {PlanResult} from '../../lib/scim/view/plan-result.js'

/** What `scim show --json` answers with. */
export interface ScimShowResult extends PlanResult {
  /** When both sides were read, ISO 8601. */
  readonly madeAt: string
}

export default class ScimShow extends BaseCommand<typeof ScimShow> {
  static override summary = 'Show a plan that scim plan has saved.'
  static override description =
    'Asks nobody for anything: what is shown is what scim apply --plan would do, unless a side of a group has moved since. A file that was changed after it was made is refused.'
  static override examples = [
    '<%= config.bin %> <%= command.id %> plan.json',
    '<%= config.bin %> <%= command.id %> plan.json --drift-only -o markdown',
  ]
  static override args = {
    file: Args.string({required: true, ignoreStdin: true, description: 'the saved plan'}),
  }
  static override flags = planOutputFlags

  override async run(): Promise<ScimShowResult> {
    const {file} = (await this.parse(ScimShow)).args
    const {plan, madeAt} = readPlanFile(file)
    const result = await showPlan(plan, {
      ...this.flags,
      colour: this.context.terminal.colour,
      print: (text) => {
        this.log(text)
      },
    })
    this.say(`Made at ${madeAt.toISOString()}, checksum ${result.checksum}.`)
    return {...result, madeAt: madeAt.toISOString()}
  }
}
