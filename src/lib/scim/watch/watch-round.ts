import {outcomesOf} from '../apply/judge-groups.js'
import type {ApplyOutcome, GroupOutcome} from '../apply/outcome.js'
import {lagMs} from '../apply/read-lag.js'
import type {Plan} from '../plan/plan.js'
import {workOf} from '../plan/work.js'
import {asAcknowledged} from './as-acknowledged.js'
import type {Task} from './hint-queue.js'
import {lookAtTasks, type TaskLooks} from './look-at-tasks.js'
import {withCeilings} from './removals-so-far.js'
import type {WatchDeps} from './watch-deps.js'
import {rememberChange, rememberGroup, rememberPass, type WatchMemory} from './watch-memory.js'

/** What became of the groups of a plan, by name; those with nothing to do are not in it. */
type Outcomes = ReadonlyMap<string, GroupOutcome>

export interface RoundResult {
  readonly looks: TaskLooks
  readonly outcomes: Outcomes
  /** Okta's ids of groups that are to be looked at again once Identity Center's reads have caught up. */
  readonly doubtful: readonly string[]
}

/** Looks at what tasks are about and carries it over, under the tenant's lock from the first read to the last change. */
export function performRound(
  deps: WatchDeps,
  memory: WatchMemory,
  tasks: readonly Task[],
): Promise<RoundResult> {
  return deps.locked(async (lock) => {
    const {machine, tenant, journal, signal} = deps
    const {okta, aws, policy} = deps.sides()
    const readAt = machine.now()
    const doubtful = new Set<string>()
    const directory = asAcknowledged(await aws(), {
      journal,
      tenant,
      now: readAt,
      onDoubt: (id) => void doubtful.add(id),
    })
    const looks = await lookAtTasks({okta, aws: directory, tenant, memory, policy, options: {signal}}, tasks)
    const plan = withCeilings(
      planOf(looks, {org: okta.orgUrl, tenant, via: directory.via, manage: policy.manage}),
      memory.groups,
      policy.guards,
    )
    for (const {kind, ...look} of looks.groups.values())
      if (kind === 'planned' && 'how' in look && look.how === 'group')
        rememberGroup(
          memory,
          look.group,
          memory.groups.get(look.group.okta?.id ?? '')?.unresolved ?? new Set(),
        )
    const outcomes = await carryOver(deps, plan, {readAt, lock, memory})
    const inDoubt = plan.groups.filter(({aws: group}) => group !== undefined && doubtful.has(group.id))
    return {looks, outcomes, doubtful: inDoubt.flatMap((group) => group.okta?.id ?? [])}
  })
}

/** When a group that a read is in doubt about is looked at again, after it. */
export const caughtUpMs = lagMs + 5000

function planOf({groups}: TaskLooks, heads: Pick<Plan, 'org' | 'tenant' | 'via' | 'manage'>): Plan {
  const planned = [...groups.values()].flatMap((look) => (look.kind === 'planned' ? [look.group] : []))
  return {version: 1, ...heads, groups: planned, findings: [], guards: []}
}

export interface PassResult {
  readonly outcomes: Outcomes
  readonly plan: Plan
  /** What ended the application before its time, if anything did. */
  readonly error: Error | undefined
}

/** Looks at everything and carries it over. */
export function performPass(deps: WatchDeps, memory: WatchMemory): Promise<PassResult> {
  return deps.locked(async (lock) => {
    const {signal} = deps
    const {plan, learnt, readAt} = await deps.pass(signal)
    signal.throwIfAborted()
    rememberPass(memory, {learnt, plan}, deps.sides().policy)
    let error: Error | undefined
    const outcomes = await carryOver(deps, plan, {
      readAt,
      lock,
      memory,
      isPass: true,
      onError: (cause) => {
        error = cause
      },
    })
    return {outcomes, plan, error}
  })
}

interface Carrying {
  readonly readAt: Date
  readonly lock: Parameters<WatchDeps['apply']>[0]['lock']
  readonly memory: WatchMemory
  readonly isPass?: boolean
  readonly onError?: (error: Error) => void
}

async function carryOver(
  {apply, signal}: WatchDeps,
  plan: Plan,
  {readAt, lock, memory, isPass = false, onError}: Carrying,
): Promise<Outcomes> {
  const outcome: Pick<ApplyOutcome, 'groups' | 'error'> =
    workOf(plan).length > 0
      ? await apply({plan, readAt, ofPart: !isPass, lock, signal})
      : {groups: outcomesOf(plan, {work: [], made: new Map()}), error: undefined}
  const outcomes = new Map(outcome.groups.map((group) => [group.name, group]))
  for (const work of workOf(plan)) {
    const known = memory.groups.get(work.group.okta?.id ?? '')
    const made = outcomes.get(work.group.name)
    if (known === undefined || made === undefined) continue
    known.size = Math.max(0, known.size + made.added - made.removed)
    // Of what was made in part it is not known whose part: the more careful way is to count all of it.
    if (isPass) known.before = known.size
    else if (made.added + made.removed > 0) rememberChange(known, work)
  }
  if (outcome.error !== undefined) {
    if (onError === undefined) throw outcome.error
    onError(outcome.error)
  }
  return outcomes
}

/** Members who are missing in Identity Center, and were not at the last look. */
export function hasNewUnresolved(memory: WatchMemory, id: string, unresolved: ReadonlySet<string>): boolean {
  const known = memory.groups.get(id)?.unresolved
  return [...unresolved].some((login) => known?.has(login) !== true)
}
