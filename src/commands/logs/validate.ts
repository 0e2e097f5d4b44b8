import {BaseCommand} from '../../lib/cli/base-command.js'
import {oktaOrgs} from '../../lib/cli/context.js'
import {Flags} from '../../lib/cli/oclif.js'
import {readLogsFile} from '../../lib/logs/collect/logs-file.js'
import {readSpec, type SourceSpec} from '../../lib/logs/collect/source-spec.js'
import {OpsError} from '../../lib/shared/errors.js'
import {visibleText} from '../../lib/shared/visible-text.js'

export default class LogsValidate extends BaseCommand<typeof LogsValidate> {
  static override summary = 'Check a logs.yaml without reading any log; a fault is named by line and column.'
  static override description =
    'Also the addresses of sinks and what sources may not share. An org that is not known here is a warning. Nothing is sent anywhere.'
  static override examples = [
    '<%= config.bin %> <%= command.id %> --config logs.yaml',
    '<%= config.bin %> <%= command.id %> --config logs.yaml && kill -HUP "$(pgrep -f "logs collect")"',
  ]
  static override flags = {
    config: Flags.file({required: true, helpValue: 'FILE', summary: 'the file to check'}),
  }

  override async run(): Promise<{readonly sources: readonly string[]}> {
    const specs = readLogsFile(this.context.machine, this.flags.config)
    for (const spec of specs) await this.#warnOf(spec)
    const sources = specs.map(({name}) => name)
    this.say(`${this.flags.config} is good: ${sources.join(', ')}`)
    return {sources}
  }

  /** What is right as it is written, and may yet keep the source from starting here and now. */
  async #warnOf(spec: SourceSpec): Promise<void> {
    const {machine} = this.context
    const warn = (line: string): void => void this.warn(visibleText(line))
    try {
      readSpec(spec, {now: machine.now(), once: false, warn})
    } catch (error) {
      if (!(error instanceof OpsError) || error.code !== 'OPS_TIME') throw error
      warn(`${spec.name}: ${error.message}; it can only go on from a checkpoint`)
    }
    if (spec.org === undefined) return
    const {findOrg} = await oktaOrgs()
    try {
      findOrg(machine, {org: spec.org})
    } catch (error) {
      if (!(error instanceof OpsError)) throw error
      warn(`${spec.name}: ${error.message}`)
    }
  }
}
