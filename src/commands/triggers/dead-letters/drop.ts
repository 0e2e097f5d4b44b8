import {BaseCommand} from '../../../lib/cli/base-command.js'
import {workIdArg} from '../../../lib/cli/trigger-flags.js'
import {visibleText} from '../../../lib/shared/visible-text.js'
import {withTriggerStore} from '../../../lib/triggers/journal/trigger-store.js'

export default class TriggersDeadLettersDrop extends BaseCommand<typeof TriggersDeadLettersDrop> {
  static override summary = 'Take a dead letter, or what is still planned, off the list for good.'
  static override description = 'It stays in the history, as dropped.'
  static override examples = [
    '<%= config.bin %> <%= command.id %> 17',
    '<%= config.bin %> <%= command.id %> 17 --json',
  ]
  static override args = {
    id: workIdArg({required: true}),
  }

  override async run(): Promise<{readonly id: number}> {
    const {args} = await this.parse(TriggersDeadLettersDrop)
    const {rule, event} = await withTriggerStore(this.context.machine, (store) =>
      store.drop(args.id, this.context.machine.now()),
    )
    this.say(visibleText(`${args.id} is dropped: ${rule} for event ${event}`))
    return {id: args.id}
  }
}
