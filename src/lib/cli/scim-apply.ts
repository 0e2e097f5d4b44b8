import os from 'node:os'
import type {ApplyOutcome, ApplyProgress} from '../scim/apply/outcome.js'
import type {ScimJournal} from '../scim/scim.js'
import type {Plan} from '../scim/plan/plan.js'
import {counted, grouped} from '../shared/counted.js'
import {formatDuration} from '../shared/duration.js'
import type {Lock} from '../shared/file-lock.js'
import {scimDomain, type Context} from './context.js'
import type {OpenedScim} from './open-scim.js'

/** A plan that is to be applied, and how it came about. */
export interface PlanInHand {
  readonly plan: Plan
  readonly readAt: Date
  /** A file, or one that a person has thought about: every group is looked at again before it is changed. */
  readonly saved: boolean
}

export interface ApplyDeps {
  readonly journal: ScimJournal
  readonly lock: Lock
  readonly signal: AbortSignal
  /** `--self` */
  readonly self?: string | undefined
  /** The plan is of a part of what is in scope: the last look at all of it found something else. */
  readonly ofPart?: boolean
}

/** Applies what no guard holds, with a line of progress on a terminal. To be called under the tenant's lock. */
export async function applyNow(
  context: Context,
  opened: OpenedScim,
  {inHand, ofPart = false, ...deps}: ApplyDeps & {readonly inHand: PlanInHand},
): Promise<ApplyOutcome> {
  const {applyPlan, checksumOf} = await scimDomain()
  const {machine, live} = context
  const {plan, readAt, saved} = inHand
  const {sources, client} = opened
  const aws = plan.via === 'scim' ? client : await (sources.identityStore?.() ?? client)
  let progress: ApplyProgress | undefined
  const hide = live?.show(() => progressLine(progress))
  try {
    const outcome = await applyPlan(
      plan,
      {machine, okta: sources.okta, aws, writer: client, journal: deps.journal, lock: deps.lock},
      {
        who: deps.self ?? opened.config.policy.guards.self ?? accountName(),
        checksum: checksumOf(plan),
        readAt,
        saved,
        signal: deps.signal,
        onProgress: (now) => {
          progress = now
        },
      },
    )
    if (!ofPart) keepDrift(deps.journal, plan.tenant, outcome)
    return outcome
  } finally {
    hide?.()
  }
}

/** What the last look found is less by what has been made of it. */
function keepDrift(journal: ScimJournal, tenant: string, {done}: ApplyOutcome): void {
  const pass = journal.lastPass(tenant)
  if (pass === undefined) return
  const missing = Math.max(0, pass.missing - done.added)
  const extra = Math.max(0, pass.extra - done.removed)
  journal.keepPass(tenant, {...pass, missing, extra})
}

/** Whose account of this machine it is: for the journal, where nothing says who that is in Okta. */
function accountName(): string {
  try {
    return os.userInfo().username
  } catch {
    // A container may run as a number that no name belongs to.
    return `uid ${process.geteuid?.() ?? 'unknown'}`
  }
}

const barWidth = 20

/** `[#####               ] 25%  1,204 of 4,816 changes, 12 of 48 groups, 3m left` */
export function progressLine(progress: ApplyProgress | undefined): string {
  if (progress === undefined || progress.total === 0) return ''
  const {done, total, groupsDone, groups, leftMs} = progress
  const share = Math.min(1, done / total)
  const bar = '#'.repeat(Math.floor(share * barWidth)).padEnd(barWidth)
  const left = leftMs === undefined || done >= total ? '' : `, ${formatDuration(leftMs)} left`
  return `[${bar}] ${Math.floor(share * 100)}%  ${grouped(done)} of ${counted(total, 'change')}, ${grouped(groupsDone)} of ${counted(groups, 'group')}${left}`
}
