import type {ChangeCounts} from '../journal/change-journal.js'
import type {GroupPlan, Plan} from '../plan/plan.js'
import type {GroupWork} from '../plan/work.js'
import {madeOf, newProgress, sizeOf, type GroupProgress} from './group-progress.js'
import type {GroupOutcome} from './outcome.js'

/** What all of it would come to. */
export function wantedOf(work: readonly GroupWork[]): ChangeCounts {
  const sum = (of: (one: GroupWork) => number): number => work.reduce((total, one) => total + of(one), 0)
  return {
    groups: work.length,
    added: sum(({add}) => add.length),
    removed: sum(({remove}) => remove.length),
    created: sum(({action}) => Number(action === 'create')),
    deleted: sum(({action}) => Number(action === 'delete')),
  }
}

/** What became of each group with anything to do or to refuse, in the plan's order. */
export function outcomesOf(
  plan: Plan,
  {work, made}: {readonly work: readonly GroupWork[]; readonly made: ReadonlyMap<GroupPlan, GroupProgress>},
): readonly GroupOutcome[] {
  const workOfGroup = new Map(work.map((one) => [one.group, one]))
  return plan.groups.flatMap((group) => {
    const mine = workOfGroup.get(group)
    const wanted = group.action === 'none' ? 0 : sizeOf({...group, action: group.action, set: group.set})
    const held = wanted - (mine === undefined ? 0 : sizeOf(mine))
    const guards = [...group.guards, ...(held > 0 ? plan.guards : [])]
    if (mine === undefined && wanted === 0 && guards.length === 0) return []
    return [judge({group, work: mine, held, guards}, made.get(group))]
  })
}

interface Judged {
  readonly group: GroupPlan
  readonly work: GroupWork | undefined
  /** Changes that guards hold. */
  readonly held: number
  readonly guards: Plan['guards']
}

function judge({group, work, held, guards}: Judged, progress: GroupProgress | undefined): GroupOutcome {
  const {added, removed, created, deleted, set, ended, begun} = progress ?? newProgress()
  const open =
    work === undefined
      ? 0
      : ended === undefined && progress !== undefined
        ? 0
        : sizeOf(work) - madeOf(progress ?? newProgress())
  const base = {
    name: group.name,
    guards: guards.map(({guard}) => guard),
    added,
    removed,
    created,
    deleted,
    set,
    left: held + open,
  }
  const guarded = guards.map(({reason}) => reason).join('; ')
  if (work === undefined) return {...base, state: 'refused', refusedBy: 'guard', reason: guarded}
  if (progress === undefined) return {...base, state: 'notStarted', reason: 'not begun'}
  if (ended === undefined)
    return held > 0 || guards.length > 0
      ? {...base, state: 'refused', refusedBy: 'guard', reason: guarded}
      : {...base, state: 'applied'}
  if (ended.by === 'moved') return {...base, state: 'refused', refusedBy: 'moved', reason: ended.reason}
  if (ended.by === 'stopped') return {...base, state: begun ? 'stopped' : 'notStarted', reason: ended.reason}
  return {...base, state: 'failed', reason: ended.reason}
}
