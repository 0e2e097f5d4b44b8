import {BaseCommand} from '../../../lib/cli/base-command.js'
import {Flags} from '../../../lib/cli/oclif.js'
import {workIdArg} from '../../../lib/cli/trigger-flags.js'
import {OpsError} from '../../../lib/shared/errors.js'
import {visibleText} from '../../../lib/shared/visible-text.js'
import {withTriggerStore} from '../../../lib/triggers/journal/trigger-store.js'
import type {Work} from '../../../lib/triggers/journal/work.js'

export default class TriggersDeadLettersRedrive extends BaseCommand<typeof TriggersDeadLettersRedrive> {
  static override summary = 'Plan a dead letter again: the next triggers run, or one that runs now, does it.'
  static override description =
    'What failed is simply tried again, with all its tries. What is in doubt may have been done: look at the flow first, and ' +
    'say --may-run-twice when doing it twice does no harm. The flow gets the same _okta_ops.key as before.'
  static override examples = [
    '<%= config.bin %> <%= command.id %> 17',
    '<%= config.bin %> <%= command.id %> 18 --may-run-twice',
    '<%= config.bin %> <%= command.id %> --all-failed --rule offboard',
  ]
  static override args = {id: workIdArg()}
  static override flags = {
    'may-run-twice': Flags.boolean({summary: 'also what is in doubt: it may have been done already'}),
    'all-failed': Flags.boolean({summary: 'every dead letter that certainly failed, none that is in doubt'}),
    rule: Flags.string({
      helpValue: 'ID',
      summary: 'with --all-failed: of this rule',
      dependsOn: ['all-failed'],
    }),
  }

  override async run(): Promise<{readonly planned: readonly number[]}> {
    const {args} = await this.parse(TriggersDeadLettersRedrive)
    const {rule, 'all-failed': allFailed} = this.flags
    if ((args.id === undefined) === !allFailed)
      throw new OpsError('OPS_USAGE', 'give the id of one dead letter, or --all-failed', {
        failure: 'usage',
        next: 'okta-ops triggers dead-letters list',
      })
    const now = this.context.machine.now()
    const mayRepeat = this.flags['may-run-twice']
    const planned = await withTriggerStore(this.context.machine, (store): readonly Work[] => {
      if (args.id !== undefined) return [store.redrive(args.id, {now, mayRepeat})]
      const failed = store.find({states: ['failed'], ...(rule === undefined ? {} : {rule})})
      return failed.flatMap(({work}) => this.#again(() => store.redrive(work.id, {now, mayRepeat: false})))
    })
    for (const {id, rule: of, event} of planned)
      this.say(visibleText(`${id} is planned again: ${of} for event ${event}`))
    if (planned.length === 0) this.say('There is nothing to do again.')
    return {planned: planned.map(({id}) => id)}
  }

  /** One whose place another event has taken must not keep the others from being done. */
  #again(redrive: () => Work): readonly Work[] {
    try {
      return [redrive()]
    } catch (error) {
      if (!(error instanceof OpsError) || error.failure !== 'refused') throw error
      this.warn(visibleText(error.message))
      return []
    }
  }
}
