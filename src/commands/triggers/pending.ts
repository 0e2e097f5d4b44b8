import {existsSync} from 'node:fs'
import {BaseCommand} from '../../lib/cli/base-command.js'
import {rulesFlag, usualRulesFile} from '../../lib/cli/trigger-flags.js'
import {workTable} from '../../lib/cli/work-table.js'
import {visibleText} from '../../lib/shared/visible-text.js'
import type {WaitingRule} from '../../lib/triggers/journal/waiting-rules.js'
import {withTriggerStore} from '../../lib/triggers/journal/trigger-store.js'
import {readRulesFile} from '../../lib/triggers/rules/rules-file.js'
import {showStory, type ShownWork} from '../../lib/triggers/view/story.js'
import {withoutRule, withoutRuleLine} from '../../lib/triggers/view/without-rule.js'

/** What `triggers pending --json` answers with. */
export interface Pending {
  /** Waiting for the System Log, planned, or running; the oldest first. */
  readonly pending: readonly ShownWork[]
  readonly paused: readonly {readonly rule: string; readonly at: string}[]
  /** What waits for rules that the rules file has not; missing when there is no rules file to look at. */
  readonly withoutRule?: readonly WaitingRule[]
}

export default class TriggersPending extends BaseCommand<typeof TriggersPending> {
  static override summary = 'List what is still to be done, and which rules are paused.'
  static override description =
    'Where there is a rules file, it also says which work waits for a rule that was renamed or removed: nothing begins it.'
  static override examples = [
    '<%= config.bin %> <%= command.id %>',
    '<%= config.bin %> <%= command.id %> --rules rules/security.yaml',
    `<%= config.bin %> <%= command.id %> --json | jq '.result.pending | length'`,
  ]
  static override flags = {rules: rulesFlag()}

  override async run(): Promise<Pending> {
    const {machine} = this.context
    const {rules: file} = this.flags
    const isThere = file !== usualRulesFile || existsSync(file)
    const known = isThere ? new Set(readRulesFile(machine, file).rules.map(({id}) => id)) : undefined
    const found = await withTriggerStore(machine, (store) => ({
      pending: store
        .find({states: ['waiting', 'planned', 'running']})
        .map(showStory)
        .reverse(),
      paused: store.pauses().map(({rule, at}) => ({rule, at: at.toISOString()})),
      ...(known === undefined ? {} : {withoutRule: withoutRule(store.waitingRules(), known)}),
    }))
    for (const {rule, at} of found.paused)
      this.say(visibleText(`${rule} is paused since ${at}: okta-ops triggers resume ${rule}`))
    for (const rule of found.withoutRule ?? []) this.warn(withoutRuleLine(rule, file))
    if (found.pending.length === 0) this.say('Nothing is pending.')
    else this.log(workTable(found.pending))
    return found
  }
}
