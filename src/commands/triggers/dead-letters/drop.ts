import {BaseCommand} from '../../../lib/cli/base-command.js'
import {Flags} from '../../../lib/cli/oclif.js'
import {workIdArg} from '../../../lib/cli/trigger-flags.js'
import {OpsError} from '../../../lib/shared/errors.js'
import {visibleText} from '../../../lib/shared/visible-text.js'
import {withTriggerStore} from '../../../lib/triggers/journal/trigger-store.js'
import type {Work} from '../../../lib/triggers/journal/work.js'

export default class TriggersDeadLettersDrop extends BaseCommand<typeof TriggersDeadLettersDrop> {
  static override summary = 'Take a dead letter, or what is still planned, off the list for good.'
  static override description = 'It stays in the history, as dropped.'
  static override examples = [
    '<%= config.bin %> <%= command.id %> 17',
    '<%= config.bin %> <%= command.id %> 17 --json',
    '<%= config.bin %> <%= command.id %> --all-pending --rule a-rule-that-was-renamed',
  ]
  static override args = {id: workIdArg()}
  static override flags = {
    'all-pending': Flags.boolean({
      summary: 'everything of a rule that triggers pending lists and nobody has in hand',
      dependsOn: ['rule'],
    }),
    rule: Flags.string({
      helpValue: 'ID',
      summary: 'with --all-pending: of this rule',
      dependsOn: ['all-pending'],
    }),
  }

  override async run(): Promise<{readonly dropped: readonly number[]}> {
    const {args} = await this.parse(TriggersDeadLettersDrop)
    const {rule} = this.flags
    if ((args.id === undefined) === (rule === undefined))
      throw new OpsError('OPS_USAGE', 'give the id of one, or --all-pending --rule ID', {
        failure: 'usage',
        next: 'okta-ops triggers pending',
      })
    const now = this.context.machine.now()
    const dropped = await withTriggerStore(this.context.machine, (store): readonly Work[] => {
      if (args.id !== undefined) return [store.drop(args.id, now)]
      const states = ['waiting', 'planned', 'running'] as const
      const pending = store.find({states, ...(rule === undefined ? {} : {rule})})
      return [...pending].reverse().flatMap(({work}) => this.#unlessInHand(() => store.drop(work.id, now)))
    })
    for (const {id, rule: of, event} of dropped)
      this.say(visibleText(`${id} is dropped: ${of} for event ${event}`))
    if (dropped.length === 0) this.say('There is nothing to drop.')
    return {dropped: dropped.map(({id}) => id)}
  }

  /** One that a process has begun meanwhile must not keep the others on the list. */
  #unlessInHand(drop: () => Work): readonly Work[] {
    try {
      return [drop()]
    } catch (error) {
      if (!(error instanceof OpsError) || error.failure !== 'refused') throw error
      this.warn(visibleText(error.message))
      return []
    }
  }
}
