import {BaseCommand} from '../../../lib/cli/base-command.js'
import {Flags} from '../../../lib/cli/oclif.js'
import {workTable} from '../../../lib/cli/work-table.js'
import {withTriggerStore} from '../../../lib/triggers/journal/trigger-store.js'
import {deadLetterStates} from '../../../lib/triggers/journal/work.js'
import {showStory, type ShownWork} from '../../../lib/triggers/view/story.js'

export default class TriggersDeadLettersList extends BaseCommand<typeof TriggersDeadLettersList> {
  static override summary = 'List what failed for good, and what may or may not have been done.'
  static override examples = [
    '<%= config.bin %> <%= command.id %>',
    `<%= config.bin %> <%= command.id %> --rule offboard --json | jq -r '.result.deadLetters[].id'`,
  ]
  static override flags = {
    rule: Flags.string({helpValue: 'ID', summary: 'only this rule'}),
    limit: Flags.integer({helpValue: 'N', min: 1, default: 100, summary: 'the newest so many'}),
  }

  override async run(): Promise<{readonly deadLetters: readonly ShownWork[]}> {
    const {rule, limit} = this.flags
    const query = {states: deadLetterStates, limit, ...(rule === undefined ? {} : {rule})}
    const deadLetters = await withTriggerStore(this.context.machine, (store) =>
      store.find(query).map(showStory),
    )
    if (deadLetters.length === 0) this.say('There are no dead letters.')
    else this.log(workTable(deadLetters))
    return {deadLetters}
  }
}
