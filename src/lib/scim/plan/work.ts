import {freeRemovals} from './guards.js'
import type {GroupPlan, Plan, PlannedMember} from './plan.js'

/** What is left to be done for a group once the guards have held back what they must. */
export interface GroupWork {
  readonly group: GroupPlan
  readonly action: Exclude<GroupPlan['action'], 'none'>
  readonly set: GroupPlan['set']
  readonly add: readonly PlannedMember[]
  readonly remove: readonly PlannedMember[]
}

/** The work of a plan, group by group in its order: what `apply` does and nothing else. Groups without any are not in it. */
export function workOf(plan: Plan): readonly GroupWork[] {
  if (plan.guards.some(({holds}) => holds === 'run')) return []
  const noRemovals = plan.guards.some(({holds}) => holds === 'removals')
  return plan.groups.flatMap((group): readonly GroupWork[] => {
    if (group.action === 'none' || group.guards.some(({holds}) => holds !== 'removals')) return []
    if (group.action === 'delete')
      return noRemovals || group.guards.length > 0
        ? []
        : [{group, action: group.action, set: undefined, add: [], remove: group.remove}]
    const work = {
      group,
      action: group.action,
      set: group.set,
      add: group.add,
      remove: noRemovals ? [] : freeRemovals(group),
    }
    const idle =
      work.action === 'update' && work.set === undefined && work.add.length + work.remove.length === 0
    return idle ? [] : [work]
  })
}
