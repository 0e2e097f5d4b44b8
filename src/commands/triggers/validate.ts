import {BaseCommand} from '../../lib/cli/base-command.js'
import {flowsFlag} from '../../lib/cli/flow-flags.js'
import {registryOf} from '../../lib/cli/flow-runner-of.js'
import {Args} from '../../lib/cli/oclif.js'
import {orgFlag} from '../../lib/cli/org-flags.js'
import {saidRulesFile, usualRulesFile} from '../../lib/cli/trigger-flags.js'
import {counted} from '../../lib/shared/counted.js'
import {OpsError} from '../../lib/shared/errors.js'
import {shellWord} from '../../lib/shared/shell-word.js'
import {visibleText} from '../../lib/shared/visible-text.js'
import {checkRules, flowsOf} from '../../lib/triggers/rules/check-rules.js'
import type {Finding} from '../../lib/triggers/rules/finding.js'
import type {Rule} from '../../lib/triggers/rules/rule.js'
import {readRules} from '../../lib/triggers/rules/rules-file.js'

interface ValidateResult {
  readonly file: string
  readonly rules: readonly string[]
  readonly findings: readonly Finding[]
}

export default class TriggersValidate extends BaseCommand<typeof TriggersValidate> {
  static override summary =
    'Check a rules file without acting on any event; what is wrong is named by line and column.'
  static override description =
    'Errors (exit 2): what cannot be read, two rules of one id, flows that are not registered, steps that are not there. ' +
    'Warnings: event types that are not known, with the nearest, and values that no such event carries. Nothing is asked of an org.'
  static override examples = [
    '<%= config.bin %> <%= command.id %>',
    '<%= config.bin %> <%= command.id %> rules/security.yaml --flows flows.yaml',
    '<%= config.bin %> <%= command.id %> --json | jq -r .result.findings[].message',
  ]
  static override args = {
    file: Args.file({description: `the rules (else OKTA_OPS_RULES, else ${usualRulesFile} in this folder)`}),
  }
  static override flags = {
    org: orgFlag(),
    flows: flowsFlag(),
  }

  override async run(): Promise<ValidateResult> {
    const {args} = await this.parse(TriggersValidate)
    const {machine} = this.context
    const said = saidRulesFile(machine, args.file)
    const next = `okta-ops triggers validate ${shellWord(said)}`
    const read = readRules(machine, said, next)
    const {file, rules} = read
    const findings = await checkRules(read, await this.#flowNames(rules))
    const errors = [...read.faults.map(({message}) => message), ...lines(file, findings, 'error')]
    for (const warning of lines(file, findings, 'warning')) this.warn(visibleText(warning))
    for (const note of lines(file, findings, 'note')) this.say(visibleText(note))
    if (errors.length > 0) throw new OpsError('OPS_YAML', errors.join('\n'), {failure: 'usage', next})
    const tests = rules.reduce((sum, rule) => sum + rule.tests.length, 0)
    this.say(`${file} is good: ${counted(rules.length, 'rule')} with ${counted(tests, 'test')}`)
    return {file, rules: rules.map(({id}) => id), findings}
  }

  /** Undefined when no flow is registered at all: then rules may well be written first. */
  async #flowNames(rules: readonly Rule[]): Promise<readonly string[] | undefined> {
    const {flows, distrusted} = await registryOf(this.context, {
      org: this.flags.org,
      flows: this.flags.flows,
      warn: (line) => {
        this.warn(line)
      },
    })
    const used = new Set(rules.flatMap(flowsOf).map(({flow}) => flow))
    for (const [name, {why}] of distrusted)
      if (used.has(name)) this.warn(visibleText(`the flow ${name} of the project would be refused: ${why}`))
    const names = [...flows.keys(), ...distrusted.keys()]
    if (names.length > 0) return names
    this.warn(
      'no flow is registered, so the names of flows were not checked; okta-ops flows add ... registers one',
    )
    return undefined
  }
}

function lines(file: string, findings: readonly Finding[], level: Finding['level']): readonly string[] {
  return findings
    .filter((finding) => finding.level === level)
    .map(({rule, line, column, message}) => `${file}:${line}:${column}: ${rule}: ${message}`)
}
