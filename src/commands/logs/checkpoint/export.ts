import {BaseCommand} from '../../../lib/cli/base-command.js'
import {Args} from '../../../lib/cli/oclif.js'
import {exportCheckpoints, type ExportedCheckpoints} from '../../../lib/logs/collect/checkpoint-edit.js'
import {withCheckpoints} from '../../../lib/logs/collect/logs-store.js'
import {visibleJson} from '../../../lib/shared/visible-text.js'

export default class LogsCheckpointExport extends BaseCommand<typeof LogsCheckpointExport> {
  static override summary = 'Print checkpoints as JSON, to take them to another machine.'
  static override examples = [
    '<%= config.bin %> <%= command.id %> audit > audit-checkpoint.json',
    '<%= config.bin %> <%= command.id %> > all-checkpoints.json',
  ]
  static override args = {name: Args.string({description: 'only this checkpoint'})}

  override async run(): Promise<ExportedCheckpoints> {
    const {args} = await this.parse(LogsCheckpointExport)
    const names = args.name === undefined ? [] : [args.name]
    const exported = await withCheckpoints(this.context.machine, (checkpoints) =>
      exportCheckpoints(checkpoints, names),
    )
    this.log(visibleJson(exported))
    return exported
  }
}
