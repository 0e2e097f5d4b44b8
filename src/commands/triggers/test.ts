import {BaseCommand} from '../../lib/cli/base-command.js'
import {renderDiff} from '../../lib/cli/diff.js'
import {Args, Flags} from '../../lib/cli/oclif.js'
import {saidRulesFile, usualRulesFile} from '../../lib/cli/trigger-flags.js'
import {counted} from '../../lib/shared/counted.js'
import {exitCodes} from '../../lib/shared/errors.js'
import {visibleText} from '../../lib/shared/visible-text.js'
import {ruleNamed, readRulesFile} from '../../lib/triggers/rules/rules-file.js'
import {runRuleTests, type TestOutcome} from '../../lib/triggers/rules/run-tests.js'

interface TestResult {
  readonly file: string
  readonly passed: number
  readonly failed: number
  readonly tests: readonly TestOutcome[]
}

export default class TriggersTest extends BaseCommand<typeof TriggersTest> {
  static override summary = 'Run the tests that rules carry with them.'
  static override description =
    'Each test lays its event over a believable one of its type and says whether the rule should match, and with which input. ' +
    'No flow is run and no org is asked. Exit 3 when a test is red.'
  static override examples = [
    '<%= config.bin %> <%= command.id %>',
    '<%= config.bin %> <%= command.id %> rules/security.yaml --rule leaver',
  ]
  static override args = {
    file: Args.file({description: `the rules (else OKTA_OPS_RULES, else ${usualRulesFile} in this folder)`}),
  }
  static override flags = {
    rule: Flags.string({helpValue: 'ID', summary: 'only the tests of this rule'}),
  }

  override async run(): Promise<TestResult> {
    const {args} = await this.parse(TriggersTest)
    const read = readRulesFile(this.context.machine, saidRulesFile(this.context.machine, args.file))
    const {rule} = this.flags
    const tests = (rule === undefined ? read.rules : [ruleNamed(read, rule)]).flatMap(runRuleTests)
    const failed = tests.filter(({ok}) => !ok).length
    for (const outcome of tests) this.#show(outcome)
    this.say(
      tests.length === 0
        ? 'there are no tests'
        : `${counted(tests.length, 'test')}, ${failed === 0 ? 'all green' : `${failed} red`}`,
    )
    if (failed > 0) this.endWith(exitCodes.unmet)
    return {file: read.file, passed: tests.length - failed, failed, tests}
  }

  #show({rule, test, ok, reasons, diff}: TestOutcome): void {
    this.log(`${ok ? 'ok ' : 'RED'} ${rule}: ${visibleText(test)}`)
    for (const reason of reasons) this.log(`      ${visibleText(reason)}`)
    if (diff.length > 0)
      this.log(
        renderDiff('- expected, + came out', diff, this.context.terminal.colour).replace(/^/gm, '      '),
      )
  }
}
