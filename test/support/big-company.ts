import {Dice} from '../../src/lib/sandbox/okta/traffic/dice.js'
import {halyard} from '../../src/lib/sandbox/seed/halyard.js'
import type {Seed} from '../../src/lib/sandbox/seed/seed.js'

export interface BigCompany {
  /** People in Okta, all of them users in AWS. */
  readonly users: number
  /** Groups named `AWS_team-00001`, not pushed. */
  readonly groups: number
  /** In Okta, over all groups; the sizes fall from a few large ones to many of the smallest size. */
  readonly memberships: number
  /**
   * What AWS has: none of the groups, or each of them with so many of its members missing and as many others besides, as a
   * part of all, 0 to 1.
   */
  readonly aws: 'nothing' | {readonly drift: number}
  readonly seed: number
}

/** 10,000 users, 500 groups, 200,000 memberships, and AWS as it should be. */
export const bigCompany: BigCompany = {
  users: 10_000,
  groups: 500,
  memberships: 200_000,
  aws: {drift: 0},
  seed: 1,
}

/** The seed of such a company, the same for the same numbers. */
export function bigSeed({users, groups, memberships, aws, seed}: BigCompany): Seed {
  const sizes = groupSizes({users, groups, memberships})
  const okta = sizes.map((size, index) => pickMembers(new Dice(seed, index), users, size))
  const groupsOf = Array.from({length: users}, (): string[] => [])
  okta.forEach((members, index) => {
    for (const member of members) groupsOf[member]?.push(groupName(index))
  })
  return {
    ...halyard,
    company: 'Big',
    users: groupsOf.map((names, index) => ({
      login: loginOf(index),
      name: `Person ${numbered(index)}`,
      active: true,
      groups: names,
    })),
    groups: sizes.map((_, index) => ({name: groupName(index), description: ''})),
    awsUsers: [],
    awsGroups:
      aws === 'nothing'
        ? []
        : okta.map((members, index) => ({
            name: groupName(index),
            description: '',
            linkedTo: groupName(index),
            members: drifted(members, {users, drift: aws.drift, dice: new Dice(seed + 1, index)}).map(
              loginOf,
            ),
          })),
    assignments: [],
    admins: [loginOf(0)],
    tokens: [{name: 'okta-ops', owner: loginOf(0)}],
    flows: [],
    secrets: [],
  }
}

/** How many members each group has: they add up to `memberships`, as far as the people suffice. */
export function groupSizes({
  users,
  groups,
  memberships,
}: Pick<BigCompany, 'users' | 'groups' | 'memberships'>): readonly number[] {
  const weights = Array.from({length: groups}, (_, index) => 0.6 + 12 / (index + 1))
  const sum = weights.reduce((total, weight) => total + weight, 0)
  const sizes = weights.map((weight) => Math.min(users, Math.floor((weight / sum) * memberships)))
  let left = memberships - sizes.reduce((total, size) => total + size, 0)
  return sizes.map((size) => {
    const more = Math.min(left > 0 ? Math.max(1, Math.ceil(left / groups)) : 0, users - size, left)
    left -= more
    return size + more
  })
}

/** `size` different numbers below `users`: steps of a length that meets everybody once. */
function pickMembers(dice: Dice, users: number, size: number): readonly number[] {
  const start = dice.below(users)
  let step = 1 + dice.below(Math.max(1, users - 1))
  while (commonDivisor(step, users) !== 1) step += 1
  return Array.from({length: size}, (_, index) => (start + index * step) % users)
}

function commonDivisor(a: number, b: number): number {
  return b === 0 ? a : commonDivisor(b, a % b)
}

function drifted(
  members: readonly number[],
  {users, drift, dice}: {readonly users: number; readonly drift: number; readonly dice: Dice},
): readonly number[] {
  const inside = new Set(members)
  const kept = members.filter(() => !dice.chance(drift / 2))
  const extra = members.flatMap(() => {
    const other = dice.below(users)
    return dice.chance(drift / 2) && !inside.has(other) ? [other] : []
  })
  return [...kept, ...new Set(extra)]
}

function groupName(index: number): string {
  return `AWS_team-${numbered(index)}`
}

function loginOf(index: number): string {
  return `person-${numbered(index)}@example.com`
}

function numbered(index: number): string {
  return String(index + 1).padStart(5, '0')
}
