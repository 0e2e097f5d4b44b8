import {BaseCommand} from '../../../lib/cli/base-command.js'
import {Args, Flags} from '../../../lib/cli/oclif.js'
import {readExport} from '../../../lib/logs/collect/checkpoint-import.js'
import {asOnlyCollectors, withCheckpoints} from '../../../lib/logs/collect/logs-store.js'
import {OpsError} from '../../../lib/shared/errors.js'
import {standardInput, unreadableFile} from '../../../lib/shared/file-errors.js'
import {shellWord} from '../../../lib/shared/shell-word.js'
import {readTextFile, readTextOf} from '../../../lib/shared/text-file.js'

/** In bytes; a checkpoint has a name and a few thousand ids. */
const largestExport = 64 * 1024 * 1024

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
    const given = readExport(await read(args.file))
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

async function read(file: string): Promise<string> {
  try {
    if (file === '-') return await readTextOf(process.stdin, {name: standardInput, largest: largestExport})
    return readTextFile(file, {pipe: true, largest: largestExport})
  } catch (error) {
    throw unreadableFile(file, error)
  }
}
