import {BaseCommand} from '../../lib/cli/base-command.js'
import {Args, Flags} from '../../lib/cli/oclif.js'
import {renderTable} from '../../lib/cli/table.js'
import {usualRulesFile} from '../../lib/cli/trigger-flags.js'
import {counted} from '../../lib/shared/counted.js'
import {shellWord} from '../../lib/shared/shell-word.js'
import {allTemplates, writeRules} from '../../lib/triggers/templates/write-rules.js'

type InitResult =
  | {readonly file: string; readonly rules: readonly string[]}
  | {readonly templates: readonly {readonly name: string; readonly summary: string}[]}

export default class TriggersInit extends BaseCommand<typeof TriggersInit> {
  static override summary = 'Write a rules file to begin with.'
  static override description =
    'Without --template it has the five rules of the Workflows integration module, on event types that Okta has; where it has no ' +
    'such event, a comment says so and gives the nearest that works. Every rule comes with tests.'
  static override examples = [
    '<%= config.bin %> <%= command.id %>',
    '<%= config.bin %> <%= command.id %> --template leaver --template aws-access',
    '<%= config.bin %> <%= command.id %> --list-templates',
  ]
  static override args = {
    file: Args.file({description: `where to write it (${usualRulesFile} unless said)`}),
  }
  static override flags = {
    template: Flags.string({
      helpValue: 'NAME',
      multiple: true,
      multipleNonGreedy: true,
      default: [],
      summary: 'this rule instead; may be repeated',
    }),
    'list-templates': Flags.boolean({
      summary: 'only tell which rules there are',
      exclusive: ['template', 'force'],
    }),
    force: Flags.boolean({default: false, summary: 'also over a file that is there'}),
  }

  override async run(): Promise<InitResult> {
    const {args} = await this.parse(TriggersInit)
    if (this.flags['list-templates']) return this.#list()
    const file = args.file ?? usualRulesFile
    const rules = writeRules({file, names: this.flags.template, force: this.flags.force})
    this.say(`${file} has ${counted(rules.length, 'rule')}: ${rules.join(', ')}`)
    this.say(`  next: okta-ops triggers test ${shellWord(file)}`)
    return {file, rules}
  }

  #list(): InitResult {
    const templates = allTemplates.map(({name, summary}) => ({name, summary}))
    this.log(
      renderTable(templates, [
        {heading: 'template', cell: ({name}) => name},
        {heading: 'what for', cell: ({summary}) => summary},
      ]),
    )
    return {templates}
  }
}
