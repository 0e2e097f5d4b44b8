import {BaseCommand} from '../../lib/cli/base-command.js'
import {Args, Flags} from '../../lib/cli/oclif.js'
import {importHelFile, type ImportedFile} from '../../lib/logs/import/import-hel-file.js'
import {shellWord} from '../../lib/shared/shell-word.js'

export default class LogsImportHel extends BaseCommand<typeof LogsImportHel> {
  static override summary = "Turn a Hel configuration into okta-ops' logs.yaml."
  static override description =
    'What has no counterpart is listed on stderr and as comments of the new file; nothing is guessed silently. Secrets stay ' +
    'where they are: variables and files become references, for the org add commands that are printed.'
  static override examples = [
    '<%= config.bin %> <%= command.id %> hel.yaml',
    '<%= config.bin %> <%= command.id %> hel.yaml --out logs.yaml && <%= config.bin %> logs validate --config logs.yaml',
  ]
  static override args = {
    file: Args.file({required: true, description: "Hel's YAML file"}),
  }
  static override flags = {
    out: Flags.file({
      helpValue: 'FILE',
      summary: 'write it there, to a file that is not there yet (else stdout)',
    }),
  }

  override async run(): Promise<ImportedFile> {
    const {args} = await this.parse(LogsImportHel)
    const {out} = this.flags
    const imported = importHelFile(this.context.machine, {file: args.file, out})
    if (out === undefined) this.log(imported.yaml.trimEnd())
    for (const note of imported.notes) this.warn(note)
    for (const line of imported.orgs) this.say(`  once: ${line}`)
    if (out !== undefined) this.say(`  next: okta-ops logs validate --config ${shellWord(out)}`)
    return imported
  }
}
