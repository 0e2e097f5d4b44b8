import type {Plan} from './plan.js'
import {workOf} from './work.js'

/** A plan in numbers. */
export interface PlanTotals {
  /** In scope, or to be deleted. */
  readonly groups: number
  /** Groups with nothing to be changed; whether there is something to tell of them is another matter. */
  readonly inStep: number
  /** Groups of which a side is unknown: whether something is to be changed is, too. */
  readonly unread: number
  readonly toCreate: number
  readonly toUpdate: number
  readonly toDelete: number
  /** Memberships that would be added and removed, what guards hold included; and those that are in both already. */
  readonly additions: number
  readonly removals: number
  readonly kept: number
  /** How much of that guards hold back, and in how many groups. */
  readonly held: {readonly groups: number; readonly additions: number; readonly removals: number}
  readonly findings: number
}

/** The plan in numbers. */
export function totalsOf(plan: Plan): PlanTotals {
  const work = workOf(plan)
  const changing = plan.groups.filter(({action}) => action !== 'none')
  const unread = plan.groups.filter(({action, guards}) => action === 'none' && guards.length > 0).length
  const having = (action: string): number => changing.filter((group) => group.action === action).length
  const [additions, removals] = [sum(changing, 'add'), sum(changing, 'remove')]
  const whole = new Map(work.map((one) => [one.group, one.remove.length]))
  return {
    groups: plan.groups.length,
    inStep: plan.groups.length - changing.length - unread,
    unread,
    toCreate: having('create'),
    toUpdate: having('update'),
    toDelete: having('delete'),
    additions,
    removals,
    kept: plan.groups.reduce((total, {kept}) => total + kept, 0),
    held: {
      groups: changing.filter((group) => whole.get(group) !== group.remove.length).length,
      additions: additions - sum(work, 'add'),
      removals: removals - sum(work, 'remove'),
    },
    findings: plan.findings.length,
  }
}

/** Whether the two sides differ in something that the plan would change, held back or not. */
export function hasChanges({groups}: Plan): boolean {
  return groups.some(({action}) => action !== 'none')
}

/** Whether a guard holds something back. */
export function isGuarded({groups, guards}: Plan): boolean {
  return guards.length > 0 || groups.some((group) => group.guards.length > 0)
}

function sum(
  groups: readonly Readonly<Record<'add' | 'remove', readonly unknown[]>>[],
  part: 'add' | 'remove',
): number {
  return groups.reduce((total, group) => total + group[part].length, 0)
}
