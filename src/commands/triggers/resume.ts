import {BaseCommand} from '../../lib/cli/base-command.js'
import {Args} from '../../lib/cli/oclif.js'
import {visibleText} from '../../lib/shared/visible-text.js'
import {withTriggerStore} from '../../lib/triggers/journal/trigger-store.js'

export default class TriggersResume extends BaseCommand<typeof TriggersResume> {
  static override summary = 'Let a paused rule run again, beginning with what has come in meanwhile.'
  static override description = 'A process that runs already goes on within a second.'
  static override examples = [
    '<%= config.bin %> <%= command.id %> offboard',
    '<%= config.bin %> <%= command.id %> offboard --json',
  ]
  static override args = {rule: Args.string({required: true, description: "the rule's id"})}

  override async run(): Promise<{readonly rule: string; readonly changed: boolean}> {
    const {args} = await this.parse(TriggersResume)
    const changed = await withTriggerStore(this.context.machine, (store) => store.resume(args.rule))
    this.say(visibleText(changed ? `${args.rule} runs again` : `${args.rule} was not paused`))
    return {rule: args.rule, changed}
  }
}
