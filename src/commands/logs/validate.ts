import {BaseCommand} from '../../lib/cli/base-command.js'
import {Flags} from '../../lib/cli/oclif.js'
import {readLogsFile} from '../../lib/logs/collect/logs-file.js'

export default class LogsValidate extends BaseCommand<typeof LogsValidate> {
  static override summary = 'Check a logs.yaml without reading any log; a fault is named by line and column.'
  static override examples = [
    '<%= config.bin %> <%= command.id %> --config logs.yaml',
    '<%= config.bin %> <%= command.id %> --config logs.yaml && kill -HUP "$(pgrep -f "logs collect")"',
  ]
  static override flags = {
    config: Flags.file({required: true, helpValue: 'FILE', summary: 'the file to check'}),
  }

  override run(): Promise<{readonly sources: readonly string[]}> {
    const sources = readLogsFile(this.context.machine, this.flags.config).map(({name}) => name)
    this.say(`${this.flags.config} is good: ${sources.join(', ')}`)
    return Promise.resolve({sources})
  }
}
