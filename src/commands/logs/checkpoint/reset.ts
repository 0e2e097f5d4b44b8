import {BaseCommand} from '../../../lib/cli/base-command.js'
import {Args} from '../../../lib/cli/oclif.js'
import {requireCheckpoint} from '../../../lib/logs/collect/checkpoint-edit.js'
import {asOnlyCollector, withCheckpoints} from '../../../lib/logs/collect/logs-store.js'

export default class LogsCheckpointReset extends BaseCommand<typeof LogsCheckpointReset> {
  static override summary = 'Forget a checkpoint: the next collect begins anew, and may repeat events.'
  static override examples = [
    '<%= config.bin %> <%= command.id %> audit',
    '<%= config.bin %> <%= command.id %> audit --json',
  ]
  static override args = {name: Args.string({required: true, description: 'the checkpoint'})}

  override async run(): Promise<{readonly name: string}> {
    const {args} = await this.parse(LogsCheckpointReset)
    const {machine} = this.context
    await asOnlyCollector(machine, args.name, () =>
      withCheckpoints(machine, (checkpoints) => {
        requireCheckpoint(checkpoints, args.name)
        checkpoints.remove(args.name)
      }),
    )
    this.say(`${args.name} is forgotten.`)
    return {name: args.name}
  }
}
