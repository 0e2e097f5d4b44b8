import {BaseCommand} from '../../lib/cli/base-command.js'
import {Args} from '../../lib/cli/oclif.js'
import {nearest} from '../../lib/shared/nearest.js'
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
    const {changed, seen} = await withTriggerStore(this.context.machine, (store) => ({
      changed: store.pause(args.rule, this.context.machine.now()),
      seen: store.counts().map(({rule}) => rule),
    }))
    if (!seen.includes(args.rule)) this.warn(visibleText(neverSeen(args.rule, seen)))
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

/** A rule may be paused before its first event; but in a hurry a typo would let the wrong one run on. */
function neverSeen(rule: string, seen: readonly string[]): string {
  const near = nearest(rule, new Set(seen))
  const hint = near.length === 0 ? '' : `; did you mean ${near.join(', ')}?`
  return `no event has come for a rule ${rule} so far: is its id right${hint === '' ? '?' : hint}`
}
