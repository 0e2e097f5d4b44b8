import {BaseCommand} from '../../lib/cli/base-command.js'
import {untilInterrupted} from '../../lib/cli/interrupt.js'
import {Flags} from '../../lib/cli/oclif.js'
import {openScim} from '../../lib/cli/open-scim.js'
import {scimDomain} from '../../lib/cli/context.js'
import {planOutputFlags, policyWith, scimGuardFlags, scimPlanFlags} from '../../lib/cli/scim-flags.js'
import {scimPass, withJournalIfAny, type ScimPass} from '../../lib/cli/scim-pass.js'
import {showPlan} from '../../lib/cli/show-plan.js'
import type {LearnFigures} from '../../lib/scim/learn/learn-both-sides.js'
import type {PlanResult} from '../../lib/scim/view/plan-result.js'
import {exitCodes} from '../../lib/shared/errors.js'
import {shellWord} from '../../lib/shared/shell-word.js'

/** What `scim plan --json` answers with. */
export interface ScimPlanResult extends PlanResult {
  /** Where it was saved. */
  readonly file?: string
  /** Which way Identity Center was read, and at what cost. */
  readonly explain?: LearnFigures
}

export default class ScimPlan extends BaseCommand<typeof ScimPlan> {
  static override summary = "Show what makes Identity Center's groups hold whom Okta's hold; change nothing."
  static override description =
    'Reads both sides and prints the difference: who is missing, who is in too much, whom Identity Center does not know and why, and what guards hold back. The same two sides give the same plan. The exit code is 0 when nothing is to be changed 3 when something is, and 9 when nothing is in what could be read, and not all could. docs/scim.md has all of it.'
  static override examples = [
    '<%= config.bin %> <%= command.id %>',
    '<%= config.bin %> <%= command.id %> --groups "AWS_prod-*" --explain',
    '<%= config.bin %> <%= command.id %> --out plan.json -o markdown > comment.md',
  ]
  static override flags = {
    ...scimPlanFlags,
    ...scimGuardFlags,
    ...planOutputFlags,
    out: Flags.string({helpValue: 'FILE', summary: 'save the plan, for scim show and scim apply --plan'}),
  }

  override async run(): Promise<ScimPlanResult> {
    const {context, flags} = this
    const {hasChanges, isGuarded, writePlanFile} = await scimDomain()
    const {plan, figures, readAt} = await this.#pass()
    const result = await showPlan(plan, {
      ...flags,
      colour: context.terminal.colour,
      print: (text) => {
        this.log(text)
      },
    })
    if (flags.out !== undefined) {
      const checksum = writePlanFile(flags.out, plan, readAt)
      this.say(`Saved in ${flags.out}, checksum ${checksum}.`)
    }
    if (hasChanges(plan)) {
      this.endWith(exitCodes.unmet)
      this.say(`Next: okta-ops scim apply${flags.out === undefined ? '' : ` --plan ${shellWord(flags.out)}`}`)
    } else if (isGuarded(plan)) this.endWith(exitCodes.refused)
    return {
      ...result,
      ...(flags.out === undefined ? {} : {file: flags.out}),
      ...(flags.explain ? {explain: figures} : {}),
    }
  }

  async #pass(): Promise<ScimPass> {
    const {context, flags} = this
    const warn = (line: string): void => void this.warn(line)
    const opened = await openScim(context, {...flags, warn})
    const policy = await policyWith(context.machine, opened.config.policy, flags)
    const narrowed = flags.groups !== undefined
    const {via, explain} = flags
    return withJournalIfAny(context, warn, (journal) =>
      untilInterrupted((signal) =>
        scimPass(context, opened, {policy, narrowed, via, explain, journal, signal}),
      ),
    )
  }
}
