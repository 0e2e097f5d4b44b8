import {readFileSync} from 'node:fs'
import {BaseCommand} from '../../../lib/cli/base-command.js'
import {Args, Flags} from '../../../lib/cli/oclif.js'
import {readExport} from '../../../lib/logs/collect/checkpoint-import.js'
import {asOnlyCollectors, withCheckpoints} from '../../../lib/logs/collect/logs-store.js'
import {OpsError} from '../../../lib/shared/errors.js'
import {unreadableFile} from '../../../lib/shared/file-errors.js'
import {shellWord} from '../../../lib/shared/shell-word.js'

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
    const imported = given.map(({checkpoint}) => checkpoint.name)
    const {machine} = this.context
    await asOnlyCollectors(machine, imported, () =>
      withCheckpoints(machine, (checkpoints) => {
        const taken = imported.find((name) => checkpoints.find(name) !== undefined)
        if (taken !== undefined && !this.flags.force) throw isThere(taken, args.file)
        checkpoints.replace(given)
      }),
    )
    this.say(`taken over: ${imported.join(', ')}`)
    return {imported}
  }
}

function isThere(name: string, file: string): OpsError {
  return new OpsError('OPS_CHECKPOINT', `the checkpoint ${name} is there already; nothing was changed`, {
    failure: 'refused',
    next: `okta-ops logs checkpoint import --force ${shellWord(file)}`,
  })
}

function read(file: string): string {
  try {
    return readFileSync(file === '-' ? 0 : file, 'utf8')
  } catch (error) {
    throw unreadableFile(file, error)
  }
}
