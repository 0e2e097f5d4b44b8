import {BaseCommand} from '../../lib/cli/base-command.js'
import {workTable} from '../../lib/cli/work-table.js'
import {visibleText} from '../../lib/shared/visible-text.js'
import {withTriggerStore} from '../../lib/triggers/journal/trigger-store.js'
import {showStory, type ShownWork} from '../../lib/triggers/view/story.js'

/** What `triggers pending --json` answers with. */
export interface Pending {
  /** Waiting for the System Log, planned, or running; the oldest first. */
  readonly pending: readonly ShownWork[]
  readonly paused: readonly {readonly rule: string; readonly at: string}[]
}

export default class TriggersPending extends BaseCommand<typeof TriggersPending> {
  static override summary = 'List what is still to be done, and which rules are paused.'
  static override examples = [
    '<%= config.bin %> <%= command.id %>',
    `<%= config.bin %> <%= command.id %> --json | jq '.result.pending | length'`,
  ]

  override async run(): Promise<Pending> {
    const found = await withTriggerStore(this.context.machine, (store) => ({
      pending: store
        .find({states: ['waiting', 'planned', 'running']})
        .map(showStory)
        .reverse(),
      paused: store.pauses().map(({rule, at}) => ({rule, at: at.toISOString()})),
    }))
    for (const {rule, at} of found.paused)
      this.say(visibleText(`${rule} is paused since ${at}: okta-ops triggers resume ${rule}`))
    if (found.pending.length === 0) this.say('Nothing is pending.')
    else this.log(workTable(found.pending))
    return found
  }
}
