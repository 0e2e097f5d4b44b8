import {readFileSync} from 'node:fs'
import {BaseCommand} from '../../../lib/cli/base-command.js'
import {Args, Flags} from '../../../lib/cli/oclif.js'
import {readExport, type ImportedCheckpoint} from '../../../lib/logs/collect/checkpoint-edit.js'
import {asOnlyCollector, withCheckpoints} from '../../../lib/logs/collect/logs-store.js'
import {OpsError} from '../../../lib/shared/errors.js'
import {unreadableFile} from '../../../lib/shared/file-errors.js'

export default class LogsCheckpointImport extends BaseCommand<typeof LogsCheckpointImport> {
  static override summary = 'Take over checkpoints that export printed.'
  static override examples = [
    '<%= config.bin %> <%= command.id %> audit-checkpoint.json',
    '<%= config.bin %> <%= command.id %> audit-checkpoint.json --force',
  ]
  static override args = {file: Args.string({required: true, description: 'what export printed'})}
  static override flags = {force: Flags.boolean({summary: 'replace checkpoints that are there'})}

  override async run(): Promise<{readonly imported: readonly string[]}> {
    const {args} = await this.parse(LogsCheckpointImport)
    const given = readExport(read(args.file))
    for (const one of given)
      await asOnlyCollector(this.context.machine, one.checkpoint.name, () => this.put(one))
    const imported = given.map(({checkpoint}) => checkpoint.name)
    this.say(`taken over: ${imported.join(', ')}`)
    return {imported}
  }

  private async put({checkpoint, seen}: ImportedCheckpoint): Promise<void> {
    await withCheckpoints(this.context.machine, (checkpoints) => {
      if (checkpoints.find(checkpoint.name) !== undefined && !this.flags.force)
        throw new OpsError('OPS_CHECKPOINT', `the checkpoint ${checkpoint.name} is there already`, {
          failure: 'refused',
          next: 'okta-ops logs checkpoint import --force FILE',
        })
      checkpoints.remove(checkpoint.name)
      checkpoints.save(checkpoint)
      for (const page of seen) checkpoints.save(checkpoint, {page, forgetBefore: new Date(0)})
    })
  }
}

function read(file: string): string {
  try {
    return readFileSync(file === '-' ? 0 : file, 'utf8')
  } catch (error) {
    throw unreadableFile(file, error)
  }
}
