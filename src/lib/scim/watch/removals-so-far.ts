import {counted, grouped} from '../../shared/counted.js'
import {exceeds, freeRemovals} from '../plan/guards.js'
import type {GroupPlan, GuardHit, Plan} from '../plan/plan.js'
import type {GuardLimits} from '../plan/policy.js'
import type {KnownGroup} from './watch-memory.js'

/**
 * The ceilings of removals over all that was removed since the last look at everything: what comes one by one is held like what
 * comes at once, but who came since and goes again is not counted. They take the place of a plan's own, which would measure a single group.
 */
export function withCeilings(plan: Plan, known: ReadonlyMap<string, KnownGroup>, limits: GuardLimits): Plan {
  const groups = plan.groups.map((group) => {
    const hit = groupCeiling(group, known.get(group.okta?.id ?? ''), limits)
    return hit === undefined ? group : {...group, guards: [...group.guards, hit]}
  })
  return {...plan, groups, guards: runCeilings(groups, known, limits)}
}

/** Removals of people who were in the group at the last look at everything: who came since and goes again is no loss. */
function losses(group: GroupPlan, known: KnownGroup | undefined): number {
  return freeRemovals(group).filter(({awsId}) => known?.joined.has(awsId) !== true).length
}

const whatToDo =
  'okta-ops scim apply, which measures it alone and shows the names first; but look at them: a short read of Okta, or an import gone wrong, looks just like this'

function groupCeiling(
  group: GroupPlan,
  known: KnownGroup | undefined,
  {maxGroupRemovals}: GuardLimits,
): GuardHit | undefined {
  if (known === undefined) return undefined
  const now = losses(group, known)
  const all = known.left.size + now
  if (now === 0) return undefined
  if (!exceeds(all, known.before, maxGroupRemovals)) return undefined
  return {
    guard: 'max-group-removals',
    holds: 'removals',
    reason: `${grouped(all)} of the ${counted(known.before, 'member')} that it had at the last full pass would have lost it, more than ${percent(maxGroupRemovals)}`,
    override: whatToDo,
  }
}

function runCeilings(
  groups: readonly GroupPlan[],
  known: ReadonlyMap<string, KnownGroup>,
  {maxRemovals, maxRemovalCount}: GuardLimits,
): readonly GuardHit[] {
  const now = groups.reduce((sum, group) => sum + losses(group, known.get(group.okta?.id ?? '')), 0)
  if (now === 0) return []
  let [before, all] = [0, now]
  for (const group of known.values()) {
    before += group.before
    all += group.left.size
  }
  const hit = (guard: string, reason: string): GuardHit => ({
    guard,
    holds: 'removals',
    reason,
    override: whatToDo,
  })
  const since = 'would have been removed since the last full pass'
  return [
    ...(exceeds(all, before, maxRemovals)
      ? [
          hit(
            'max-removals',
            `${grouped(all)} of ${counted(before, 'membership')} in scope ${since}, more than ${percent(maxRemovals)}`,
          ),
        ]
      : []),
    ...(all > maxRemovalCount
      ? [
          hit(
            'max-removal-count',
            `${counted(all, 'membership')} ${since}, and the most is ${grouped(maxRemovalCount)}`,
          ),
        ]
      : []),
  ]
}

function percent(share: number): string {
  return `${Math.round(share * 10_000) / 100}%`
}
