import {BaseCommand} from '../../lib/cli/base-command.js'
import {scimDomain} from '../../lib/cli/context.js'
import {durationFlag} from '../../lib/cli/flow-flags.js'
import {untilInterrupted} from '../../lib/cli/interrupt.js'
import {Flags} from '../../lib/cli/oclif.js'
import {openScim, type OpenedScim} from '../../lib/cli/open-scim.js'
import {agreeToPlan} from '../../lib/cli/agree-to-plan.js'
import {applyNow, type PlanInHand} from '../../lib/cli/scim-apply.js'
import {policyWith, scimGuardFlags, scimPlanFlags} from '../../lib/cli/scim-flags.js'
import {doneLine, outcomeFailure, outcomeTable} from '../../lib/cli/scim-outcome.js'
import {scimPass} from '../../lib/cli/scim-pass.js'
import {onlyTargets, targetsInScope} from '../../lib/cli/scim-targets.js'
import type {ApplyOutcome} from '../../lib/scim/apply/outcome.js'
import type {ScimJournal} from '../../lib/scim/journal/scim-db.js'
import type {Plan} from '../../lib/scim/plan/plan.js'
import {OpsError} from '../../lib/shared/errors.js'
import type {Lock} from '../../lib/shared/file-lock.js'
import {shellWord} from '../../lib/shared/shell-word.js'

/** What `scim apply --json` answers with; beside `error` too, where not all of it was applied. */
export interface ScimApplyResult extends Pick<ApplyOutcome, 'groups' | 'done'> {
  /** Of the journal; undefined where there was nothing to do. */
  readonly runId?: string
  /** Of the plan that was applied. */
  readonly checksum: string
}

/** What became of it, and what keeps it from being a success. */
interface Ended {
  readonly result: ScimApplyResult
  readonly failure: OpsError | undefined
}

const usualPatienceMs = 30_000

export default class ScimApply extends BaseCommand<typeof ScimApply> {
  static override summary = "Make Identity Center's groups hold whom Okta's hold: exactly what a plan says."
  static override description =
    'Without --plan both sides are read now. A saved plan is applied as it was read by whoever approved it: a group where one side has moved since is refused, the others go on. Removals come first inside a group. What a guard holds is not applied, and the exit code is 9 then. Ctrl-C finishes what is on its way; running it again goes on. Each request is written into the journal before it leaves (okta-ops scim history).'
  static override examples = [
    '<%= config.bin %> <%= command.id %>',
    '<%= config.bin %> <%= command.id %> --plan plan.json --yes',
    '<%= config.bin %> <%= command.id %> --yes --max-removals 40% --target AWS_prod-admins',
  ]
  static override flags = {
    plan: Flags.string({
      helpValue: 'FILE',
      summary: 'a plan that scim plan --out has saved',
      exclusive: ['groups', 'map', 'manage', 'allow-delete', 'explain', ...Object.keys(scimGuardFlags)],
    }),
    checksum: Flags.string({
      helpValue: 'SHA',
      summary: 'apply only the plan with this checksum, which scim plan tells',
    }),
    target: Flags.string({
      helpValue: 'GROUP',
      multiple: true,
      multipleNonGreedy: true,
      summary: "only this group of those in scope, by Okta's name; may be repeated",
    }),
    yes: Flags.boolean({char: 'y', summary: 'ask nothing', env: 'OKTA_OPS_YES', default: false}),
    'lock-timeout': durationFlag(
      'lock-timeout',
      'how long to wait for another run for the same Identity Center to end (30s unless said)',
    ),
    ...scimPlanFlags,
    ...scimGuardFlags,
  }

  #result: ScimApplyResult | undefined

  override async run(): Promise<ScimApplyResult> {
    const {context, flags} = this
    const asks = !flags.yes
    if (asks && !context.terminal.interactive)
      throw new OpsError('OPS_NO_TERMINAL', 'a plan needs a yes, and nobody is there to say it', {
        failure: 'usage',
        next: this.#again(),
      })
    const {withScimJournal, workOf} = await scimDomain()
    const opened = await openScim(context, {...flags, warn: (line) => void this.warn(line)})
    const {result, failure} = await withScimJournal(context.machine, (journal) =>
      untilInterrupted(async (signal): Promise<Ended> => {
        if (!asks)
          return this.#locked(opened, signal, async (lock) => this.#apply(opened, {journal, lock, signal}))
        // Nobody else is kept waiting while a person reads: what has moved by then is refused.
        const inHand = {...(await this.#inHand(opened, {journal, signal})), saved: true}
        if (workOf(inHand.plan).length > 0 && !(await agreeToPlan(context, inHand.plan)))
          return this.#nothing(inHand.plan, 'Nothing was changed.')
        return this.#locked(opened, signal, async (lock) =>
          this.#apply(opened, {journal, lock, signal}, inHand),
        )
      }),
    )
    this.#result = result
    if (failure !== undefined) throw failure
    return result
  }

  #locked<T>(opened: OpenedScim, signal: AbortSignal, work: (lock: Lock) => Promise<T>): Promise<T> {
    return scimDomain().then(({withTenantLock}) =>
      withTenantLock(
        this.context.machine,
        {tenant: opened.client.tenant, giveUpAfterMs: this.flags['lock-timeout'] ?? usualPatienceMs, signal},
        work,
      ),
    )
  }

  async #apply(
    opened: OpenedScim,
    deps: {readonly journal: ScimJournal; readonly lock: Lock; readonly signal: AbortSignal},
    agreed?: PlanInHand,
  ): Promise<Ended> {
    const {checksumOf, hasChanges, isGuarded} = await scimDomain()
    const inHand = agreed ?? (await this.#inHand(opened, deps))
    const {plan} = inHand
    if (!hasChanges(plan) && !isGuarded(plan)) {
      const found = plan.groups.length > 0
      return this.#nothing(
        plan,
        found ? 'Everything is in step already.' : 'No group was found to be looked at: okta-ops scim plan',
      )
    }
    const outcome = await applyNow(this.context, opened, {...deps, inHand, self: this.flags.self})
    const {runId, groups, done} = outcome
    const lines = outcomeTable(groups)
    if (lines !== '') this.log(lines)
    this.log(doneLine(outcome))
    return {
      result: {runId, checksum: checksumOf(plan), groups, done},
      failure: outcomeFailure(outcome, {again: this.#again(), signal: deps.signal}),
    }
  }

  /** The plan of the file, or of both sides as they are now; of the groups that are wanted. */
  async #inHand(
    opened: OpenedScim,
    {journal, signal}: {readonly journal: ScimJournal; readonly signal: AbortSignal},
  ): Promise<PlanInHand> {
    const {context, flags} = this
    const {target: targets} = flags
    const found = await (async (): Promise<PlanInHand> => {
      if (flags.plan !== undefined) {
        const {readPlanFile} = await scimDomain()
        const place = {org: opened.sources.okta.orgUrl, tenant: opened.client.tenant}
        const {plan, madeAt} = readPlanFile(flags.plan, place)
        return {plan, readAt: madeAt, saved: true}
      }
      const policy = await policyWith(context.machine, opened.config.policy, flags)
      const groups = targets === undefined ? policy.groups : targetsInScope(policy.groups, targets)
      const narrowed = flags.groups !== undefined || targets !== undefined
      const {via, explain} = flags
      const wish = {policy: {...policy, groups}, narrowed, via, explain, journal, signal}
      return {...(await scimPass(context, opened, wish)), saved: false}
    })()
    await this.#checkSum(found.plan)
    return targets === undefined ? found : {...found, plan: onlyTargets(found.plan, targets)}
  }

  async #checkSum(plan: Plan): Promise<void> {
    const {checksum} = this.flags
    const {checksumOf} = await scimDomain()
    const actual = checksumOf(plan)
    if (checksum === undefined || checksum.toLowerCase() === actual) return
    throw new OpsError(
      'OPS_PLAN',
      `the plan has the checksum ${actual}, not the one that was approved: a side has moved, or it is another plan`,
      {failure: 'refused', next: 'okta-ops scim plan'},
    )
  }

  async #nothing(plan: Plan, why: string): Promise<Ended> {
    const {checksumOf} = await scimDomain()
    this.say(why)
    const done = {groups: 0, added: 0, removed: 0, created: 0, deleted: 0}
    return {result: {checksum: checksumOf(plan), groups: [], done}, failure: undefined}
  }

  /** The command as it was typed, with what makes it run by itself. */
  #again(): string {
    const words =
      this.argv.includes('--yes') || this.argv.includes('-y') ? this.argv : [...this.argv, '--yes']
    return ['okta-ops scim apply', ...words.map(shellWord)].join(' ')
  }

  /** What was done is worth as much when not all of it was. */
  protected override toErrorJson(thrown: unknown): ReturnType<BaseCommand<typeof ScimApply>['toErrorJson']> {
    return {...super.toErrorJson(thrown), ...(this.#result === undefined ? {} : {result: this.#result})}
  }
}
