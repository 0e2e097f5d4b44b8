import {BaseCommand} from '../../lib/cli/base-command.js'
import {Args} from '../../lib/cli/oclif.js'
import {visibleText} from '../../lib/shared/visible-text.js'
import {withTriggerStore} from '../../lib/triggers/journal/trigger-store.js'

export default class TriggersPause extends BaseCommand<typeof TriggersPause> {
  static override summary = 'Begin no more runs of a rule, in any process, until it is resumed.'
  static override description = 'Its events are still written down, and done after `triggers resume`.'
  static override examples = [
    '<%= config.bin %> <%= command.id %> offboard',
    '<%= config.bin %> <%= command.id %> offboard --json',
  ]
  static override args = {rule: Args.string({required: true, description: "the rule's id"})}

  override async run(): Promise<{readonly rule: string; readonly changed: boolean}> {
    const {args} = await this.parse(TriggersPause)
    const changed = await withTriggerStore(this.context.machine, (store) =>
      store.pause(args.rule, this.context.machine.now()),
    )
    this.say(
      visibleText(
        changed
          ? `${args.rule} is paused; its events are kept until okta-ops triggers resume`
          : `${args.rule} was paused already`,
      ),
    )
    return {rule: args.rule, changed}
  }
}
