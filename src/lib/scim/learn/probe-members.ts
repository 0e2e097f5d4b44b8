import type {AwsDirectory, AwsUser} from '../../ports/aws-directory.js'
import type {OktaPerson} from '../../ports/okta-directory.js'
import {sideBySide} from '../../shared/side-by-side.js'
import {matchPeople} from '../plan/match-people.js'
import type {AwsSide} from '../plan/plan.js'
import {awsWorkers} from './learn-groups.js'
import {withSignal, type LearnOptions} from './reading.js'

/** Pairs that are asked for one by one, at most: a minute at twenty a second. */
const mostPairs = 1200

/** A group whose members could not be listed, and who should be in it. */
export interface UnlistedGroup {
  readonly id: string
  readonly members: readonly OktaPerson[]
}

/**
 * Who of those that should be in a group is in it, asked pair by pair: the old generation of the SCIM endpoint lists no memberships. Who
 * should not be in stays unknown, so nothing can be removed; but nobody is added who is there. Where it would take too long the
 * groups stay as they were read.
 */
export async function probeMembers(
  aws: AwsDirectory,
  {groups, users}: {readonly groups: readonly UnlistedGroup[]; readonly users: ReadonlyMap<string, AwsUser>},
  options: LearnOptions,
): Promise<AwsSide['members']> {
  const people = new Map(groups.flatMap(({members}) => members.map((person) => [person.id, person] as const)))
  const matches = matchPeople(people, users)
  const pairs = groups.flatMap(({id, members}) =>
    members.flatMap((person) => {
      const match = matches.get(person.id)
      return match !== undefined && 'user' in match ? [{groupId: id, user: match.user}] : []
    }),
  )
  const found = new Map(groups.map(({id}) => [id, {users: [] as AwsUser[], complete: false}]))
  if (pairs.length > mostPairs) return found
  await sideBySide(pairs, awsWorkers, async ({groupId, user}) => {
    if (await aws.isMember({groupId, userId: user.id}, withSignal(options)))
      found.get(groupId)?.users.push(user)
  })
  return found
}
