import type {OktaWait} from '../ports/okta-api.js'
import type {Pass, ScimJournal} from '../scim/scim.js'
import type {LearnProgress} from '../scim/learn/reading.js'
import type {LearnFigures, LearntSides} from '../scim/learn/learn-both-sides.js'
import type {LearnWay} from '../scim/learn/choose-way.js'
import type {Plan} from '../scim/plan/plan.js'
import type {PlanPolicy} from '../scim/plan/policy.js'
import {counted, grouped} from '../shared/counted.js'
import {formatDuration} from '../shared/duration.js'
import {OpsError} from '../shared/errors.js'
import {scimDomain, type Context} from './context.js'
import type {OpenedScim} from './open-scim.js'

/** What a look at both sides is for. */
export interface PassWish {
  readonly policy: PlanPolicy
  /** Only a part of the scope is looked at: then nothing is remembered of it. */
  readonly narrowed: boolean
  readonly via: LearnWay
  /** Says which way Identity Center's side is read. */
  readonly explain: boolean
  /** Undefined where there is none: then no group has been gone for any time. */
  readonly journal: Pick<ScimJournal, 'goneSince' | 'rememberGone' | 'keepPass' | 'lastPass'> | undefined
  readonly signal: AbortSignal
}

/** A plan of both sides as they were a moment ago. */
export interface ScimPass {
  readonly plan: Plan
  readonly figures: LearnFigures
  /** What it was made of. */
  readonly learnt: LearntSides
  /** When the reading began. */
  readonly readAt: Date
}

/** Reads both sides and plans; remembers what it saw. */
export async function scimPass(
  context: Context,
  {sources, config}: OpenedScim,
  wish: PassWish,
): Promise<ScimPass> {
  const {explainCalls, explainEstimate, learnBothSides, makePlan, usualCeiling} = await scimDomain()
  const {machine, say, live} = context
  const {policy, journal, signal, via} = wish
  const {tenant} = sources
  const readAt = machine.now()
  const before = journal?.lastPass(tenant)?.sizes
  let progress: LearnProgress | undefined
  const hide = live?.show(() => progressLine(progress))
  try {
    const learnt = await learnBothSides(sources, {
      ...policy,
      via,
      signal,
      lastSizes: before,
      onProgress: (now) => {
        progress = now
      },
      onWait: tellingOfWaits(context),
      onEstimate: (figures) => {
        if (wish.explain) explainEstimate(figures, config.pace.ceiling ?? usualCeiling).forEach(say)
      },
    })
    if (wish.explain) say(explainCalls(learnt.figures))
    const goneSince = goneGroups(learnt, {...wish, tenant, at: readAt})
    const rules = {...policy, memory: {goneSince, now: readAt}}
    const plan = makePlan(learnt.okta, learnt.aws, rules)
    // A look that did not list all groups has counted nothing anew.
    const sizes = learnt.sizes ?? before
    if (!wish.narrowed) journal?.keepPass(tenant, passOf(plan, sizes, readAt))
    return {plan, figures: learnt.figures, learnt, readAt}
  } finally {
    hide?.()
  }
}

/** Runs `work` with the journal of this machine; without one, said, where there is no database. */
export async function withJournalIfAny<T>(
  {machine}: Context,
  warn: (line: string) => void,
  work: (journal: ScimJournal | undefined) => Promise<T>,
): Promise<T> {
  const {openScimJournal} = await scimDomain()
  const journal = await openScimJournal(machine).catch((error: unknown) => {
    if (!(error instanceof OpsError) || error.code !== 'OPS_STORE') throw error
    warn(`${error.message}; nothing is remembered of this look`)
    return undefined
  })
  try {
    return await work(journal)
  } finally {
    journal?.close()
  }
}

/** A shorter wait is not worth a line. */
const tellingMs = 5000

/** Says that Okta is not asked for a while; once, though several groups are read at a time. */
function tellingOfWaits({machine, say}: Context): (wait: OktaWait) => void {
  let until = Number.NEGATIVE_INFINITY
  return ({ms, reason}) => {
    const now = machine.monotonicMs()
    if (ms < tellingMs || now < until) return
    until = now + ms
    const why = reason === 'retry' || reason === 'breaker' ? 'after a failure' : 'for its rate limit'
    say(`Okta is asked again in ${formatDuration(ms)}, ${why}.`)
  }
}

function progressLine(progress: LearnProgress | undefined): string {
  if (progress === undefined) return 'Reading the groups of Okta'
  const {step, done, all} = progress
  const side = step === 'okta' ? 'Okta' : 'Identity Center'
  return `Reading the members of ${side}'s groups: ${grouped(done)} of ${counted(all, 'group')}`
}

/** A look at a part, or one that did not list all groups, knows of no group that it is back. */
function goneGroups(
  {gone, sizes}: LearntSides,
  {journal, narrowed, tenant, at}: PassWish & {readonly tenant: string; readonly at: Date},
): ReadonlyMap<string, Date> {
  if (journal === undefined) return new Map()
  return narrowed || sizes === undefined ? journal.goneSince(tenant) : journal.rememberGone(tenant, gone, at)
}

function passOf(plan: Plan, sizes: LearntSides['sizes'], at: Date): Pass {
  const count = (of: (group: Plan['groups'][number]) => number): number =>
    plan.groups.reduce((sum, group) => sum + of(group), 0)
  return {
    at,
    groups: plan.groups.length,
    missing: count(({add}) => add.length),
    extra: count(({remove}) => remove.length),
    unread: plan.findings.filter(({kind}) => kind === 'unread').length,
    ...(sizes === undefined ? {} : {sizes}),
  }
}
