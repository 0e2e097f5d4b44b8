import type {AwsUser} from '../../ports/aws-directory.js'
import type {OktaPerson} from '../../ports/okta-directory.js'
import {byCodeUnits} from './fold-name.js'
import {matchPeople, type PersonMatch} from './match-people.js'
import type {Finding, PlannedMember} from './plan.js'
import {standingOf, type Standing} from './standing.js'

/** How the members of one group differ. */
export interface MemberDiff {
  readonly add: readonly PlannedMember[]
  readonly remove: readonly PlannedMember[]
  readonly kept: number
  /** Somebody who should be in is not to be found in Identity Center. */
  readonly unresolved: boolean
  readonly findings: readonly Omit<Finding, 'group'>[]
}

/** Compares who should be in a group with who is. */
export type MemberDiffer = (members: readonly OktaPerson[], users: readonly AwsUser[]) => MemberDiff

/** Where a user stands in the group that is being compared. */
const [wanted, left, kept, removed, states] = [0, 1, 2, 3, 4]

/**
 * A comparison for many groups of the same people: who is whom is found out once, and a group costs two look-ups a membership.
 * Nobody is removed who may be meant by a member that was not found.
 */
export function memberDiffer(
  people: ReadonlyMap<string, OktaPerson>,
  users: ReadonlyMap<string, AwsUser>,
): MemberDiffer {
  const matches = matchPeople(people, users)
  const indexes = new Map([...users.keys()].map((id, index) => [id, index]))
  const oktaIds = new Map<string, string>()
  for (const [oktaId, match] of matches) if ('user' in match) oktaIds.set(match.user.id, oktaId)
  const indexOf = (user: AwsUser): number => indexes.get(user.id) ?? 0
  // A state counts for the group whose round it was written in, so that nothing has to be wiped between two.
  const marks = new Uint32Array(users.size)
  let round = 0

  const planned = ({id, userName}: AwsUser): PlannedMember => {
    const oktaId = oktaIds.get(id)
    return {awsId: id, userName, ...(oktaId === undefined ? {} : {oktaId})}
  }

  return (members, present) => {
    round += states
    const [add, remove, stopped]: [PlannedMember[], PlannedMember[], Stopped[]] = [[], [], []]
    const unresolved = new Map<string, Omit<Finding, 'group'>>()
    let [missing, stay] = [0, 0]
    const wish = (user: AwsUser, standing: Standing): void => {
      const index = indexOf(user)
      const mark = marks[index] ?? 0
      if (standing === 'in' && mark !== round + wanted) {
        marks[index] = round + wanted
        missing++
      } else if (mark < round) marks[index] = round + left
    }
    for (const person of members) {
      const match = matches.get(person.id)
      const standing = standingOf(person.status)
      if (match === undefined) continue
      if (standing !== 'in') stopped.push({person, match, standing})
      if (standing === 'out') continue
      if ('user' in match) wish(match.user, standing)
      else {
        for (const candidate of match.candidates) wish(candidate, 'unclear')
        if (standing === 'in')
          unresolved.set(person.id, {kind: 'unresolved', person: person.login, reason: match.reason})
      }
    }
    for (const user of present) {
      const index = indexOf(user)
      const mark = marks[index] ?? 0
      if (mark < round) {
        marks[index] = round + removed
        remove.push(planned(user))
      } else if (mark <= round + left) {
        if (mark === round + wanted) missing--
        marks[index] = round + kept
        stay++
      }
    }
    if (missing > 0)
      for (const {id} of members) {
        const match = matches.get(id)
        if (match === undefined || !('user' in match) || marks[indexOf(match.user)] !== round + wanted)
          continue
        marks[indexOf(match.user)] = round + kept
        add.push(planned(match.user))
      }
    const isRemoved = ({match}: Stopped): boolean =>
      'user' in match && marks[indexOf(match.user)] === round + removed
    return {
      add: add.sort(byUserName),
      remove: remove.sort(byUserName),
      kept: stay,
      unresolved: unresolved.size > 0,
      findings: [...unresolved.values(), ...stopped.map((one) => stoppedFinding(one, isRemoved(one)))],
    }
  }
}

/** A member whose account does not work, or may not. */
interface Stopped {
  readonly person: OktaPerson
  readonly match: PersonMatch
  readonly standing: Standing
}

function stoppedFinding({person, standing}: Stopped, isRemoved: boolean): Omit<Finding, 'group'> {
  const consequence =
    standing === 'unclear'
      ? 'a status that is not known here: neither added nor removed'
      : isRemoved
        ? 'to be removed'
        : 'not added'
  return {kind: 'inactive', person: person.login, reason: `${person.status} in Okta, ${consequence}`}
}

function byUserName(a: PlannedMember, b: PlannedMember): number {
  return byCodeUnits(a.userName, b.userName) || byCodeUnits(a.awsId, b.awsId)
}
