import {BaseCommand} from '../../../lib/cli/base-command.js'
import {workIdArg} from '../../../lib/cli/trigger-flags.js'
import {OpsError} from '../../../lib/shared/errors.js'
import type {JsonObject} from '../../../lib/shared/json.js'
import {visibleJson} from '../../../lib/shared/visible-text.js'
import {withTriggerStore} from '../../../lib/triggers/journal/trigger-store.js'
import {historyText, showStory, type ShownWork} from '../../../lib/triggers/view/story.js'

export default class TriggersDeadLettersShow extends BaseCommand<typeof TriggersDeadLettersShow> {
  static override summary = 'Show a dead letter: its event, every try, and why.'
  static override examples = [
    '<%= config.bin %> <%= command.id %> 17',
    `<%= config.bin %> <%= command.id %> 17 --json | jq '.result.body'`,
  ]
  static override args = {id: workIdArg({required: true})}

  override async run(): Promise<{readonly deadLetter: ShownWork; readonly body: JsonObject}> {
    const {args} = await this.parse(TriggersDeadLettersShow)
    const [found] = await withTriggerStore(this.context.machine, (store) => store.find({id: args.id}))
    if (found === undefined)
      throw new OpsError('OPS_DEAD_LETTER', `there is no work ${args.id} in the journal`, {
        failure: 'usage',
        next: 'okta-ops triggers dead-letters list',
      })
    const [deadLetter, {body}] = [showStory(found), found.event]
    this.log(`${historyText([deadLetter])}\n${visibleJson(body)}`)
    // `planned`: nothing was sent, and flows have no run of that id.
    const sent = deadLetter.tries.findLast(({state}) => state !== 'planned')
    if (sent !== undefined) this.say(`What the flow has answered: okta-ops flows status ${sent.run}`)
    return {deadLetter, body}
  }
}
