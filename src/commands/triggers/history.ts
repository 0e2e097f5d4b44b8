import {BaseCommand} from '../../lib/cli/base-command.js'
import {Flags} from '../../lib/cli/oclif.js'
import {parseWhen} from '../../lib/shared/when.js'
import type {WorkQuery} from '../../lib/triggers/journal/look-at-work.js'
import {withTriggerStore} from '../../lib/triggers/journal/trigger-store.js'
import {historyText, showStory, type ShownWork} from '../../lib/triggers/view/story.js'

export default class TriggersHistory extends BaseCommand<typeof TriggersHistory> {
  static override summary = 'Show which event led to which run, and what the flow answered.'
  static override examples = [
    '<%= config.bin %> <%= command.id %> --since 1d',
    '<%= config.bin %> <%= command.id %> --run run_01ARYZ6S41TSV4RRFFQ69G5FAV',
    '<%= config.bin %> <%= command.id %> --user mara.lindt@example.com --json',
  ]
  static override flags = {
    event: Flags.string({helpValue: 'UUID', summary: 'only this event'}),
    run: Flags.string({helpValue: 'ID', summary: 'only what this run was a try of'}),
    rule: Flags.string({helpValue: 'ID', summary: 'only this rule'}),
    type: Flags.string({helpValue: 'TYPE', summary: 'only events of this type'}),
    user: Flags.string({
      helpValue: 'WHO',
      summary: 'only events of, or about, this login, id or display name',
    }),
    since: Flags.string({helpValue: 'WHEN', summary: 'only events seen since then'}),
    limit: Flags.integer({helpValue: 'N', min: 1, default: 50, summary: 'the newest so many'}),
  }

  override async run(): Promise<{readonly history: readonly ShownWork[]}> {
    const {event, run, rule, type, user, since, limit} = this.flags
    const now = this.context.machine.now()
    const query: WorkQuery = {
      limit,
      ...(event === undefined ? {} : {event}),
      ...(run === undefined ? {} : {run}),
      ...(rule === undefined ? {} : {rule}),
      ...(type === undefined ? {} : {type}),
      ...(user === undefined ? {} : {user}),
      ...(since === undefined ? {} : {since: parseWhen(since, {now, what: '--since'})}),
    }
    const history = await withTriggerStore(this.context.machine, (store) => store.find(query).map(showStory))
    if (history.length === 0) this.say('No event that a rule wants, among those asked for and kept.')
    else this.log(historyText(history))
    if (history.length === limit) this.say(`These are the newest ${limit}; --limit shows more.`)
    return {history}
  }
}
