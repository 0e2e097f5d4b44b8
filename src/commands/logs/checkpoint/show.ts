import {BaseCommand} from '../../../lib/cli/base-command.js'
import {Args} from '../../../lib/cli/oclif.js'
import {
  requireCheckpoint,
  showCheckpoint,
  type ShownCheckpoint,
} from '../../../lib/logs/collect/checkpoint-edit.js'
import {withCheckpoints} from '../../../lib/logs/collect/logs-store.js'
import {visibleJson} from '../../../lib/shared/visible-text.js'

export default class LogsCheckpointShow extends BaseCommand<typeof LogsCheckpointShow> {
  static override summary =
    'Show one checkpoint: its next link, what it has counted and where its sinks stand.'
  static override examples = [
    '<%= config.bin %> <%= command.id %> audit',
    '<%= config.bin %> <%= command.id %> audit --json | jq -r .result.next',
  ]
  static override args = {name: Args.string({required: true, description: 'the checkpoint'})}

  override async run(): Promise<ShownCheckpoint> {
    const {args} = await this.parse(LogsCheckpointShow)
    const found = await withCheckpoints(this.context.machine, (checkpoints) =>
      showCheckpoint(requireCheckpoint(checkpoints, args.name)),
    )
    this.log(visibleJson(found))
    return found
  }
}
