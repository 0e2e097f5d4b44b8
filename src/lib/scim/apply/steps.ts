import type {GroupPlan, PlannedMember} from '../plan/plan.js'
import {mostChanges} from '../scim-writer.js'

/** What is to be done for one group, once guards have held back what they must. */
export interface GroupTask {
  readonly set?: GroupPlan['set']
  readonly add: readonly PlannedMember[]
  readonly remove: readonly PlannedMember[]
}

/** One request. */
export type Step =
  | {readonly kind: 'create'; readonly add: readonly PlannedMember[]}
  | {readonly kind: 'set'}
  | {
      readonly kind: 'members'
      readonly add: readonly PlannedMember[]
      readonly remove: readonly PlannedMember[]
    }

/**
 * The requests for one group: it is made with its first 100 members, or its attributes are set; then removals, the urgent half,
 * before additions, 100 a request. `mixed`: a request may carry both.
 */
export function stepsOf(
  {set, add, remove}: GroupTask,
  {isNew, mixed}: {readonly isNew: boolean; readonly mixed: boolean},
): readonly Step[] {
  const first: readonly Step[] = isNew
    ? [{kind: 'create', add: add.slice(0, mostChanges)}]
    : set === undefined
      ? []
      : [{kind: 'set'}]
  const later = isNew ? add.slice(mostChanges) : add
  return [...first, ...(mixed ? mixedSteps(later, remove) : apartSteps(later, remove))]
}

function apartSteps(add: readonly PlannedMember[], remove: readonly PlannedMember[]): readonly Step[] {
  return [
    ...chunks(remove).map((some): Step => ({kind: 'members', add: [], remove: some})),
    ...chunks(add).map((some): Step => ({kind: 'members', add: some, remove: []})),
  ]
}

function mixedSteps(add: readonly PlannedMember[], remove: readonly PlannedMember[]): readonly Step[] {
  const all = [
    ...remove.map((person) => ({person, isRemoval: true})),
    ...add.map((person) => ({person, isRemoval: false})),
  ]
  return chunks(all).map((some) => ({
    kind: 'members',
    remove: some.flatMap(({person, isRemoval}) => (isRemoval ? [person] : [])),
    add: some.flatMap(({person, isRemoval}) => (isRemoval ? [] : [person])),
  }))
}

function chunks<T>(items: readonly T[]): readonly (readonly T[])[] {
  return Array.from({length: Math.ceil(items.length / mostChanges)}, (_, index) =>
    items.slice(index * mostChanges, (index + 1) * mostChanges),
  )
}
