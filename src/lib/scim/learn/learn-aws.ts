import type {AwsDirectory, AwsGroup, AwsUser, Listing} from '../../ports/aws-directory.js'
import {sideBySide} from '../../shared/side-by-side.js'
import {matchGroups, type GroupMatches} from '../plan/match-groups.js'
import type {AwsSide} from '../plan/plan.js'
import {awsWorkers} from './learn-groups.js'
import type {OktaGroupRead} from './learn-okta.js'
import {learnUsers, peopleWanted, unseenPeople} from './learn-users.js'
import {probeMembers} from './probe-members.js'
import {isOfOneGroup, withSignal, type LearnOptions} from './reading.js'
import type {LearnScope, LearnWish} from './scope.js'

/** Everything that is known when Identity Center's members are about to be read. */
export interface KnownGroups {
  readonly okta: readonly OktaGroupRead[]
  readonly groups: Listing<AwsGroup>
}

/**
 * The members of Okta's counterparts, and the users whom somebody in Okta may be who is in none of them.
 * A group whose members cannot be read is left out: then nothing of it is changed.
 */
export async function learnMembers(
  aws: AwsDirectory,
  {okta, groups}: KnownGroups,
  wish: LearnWish,
): Promise<Omit<AwsSide, 'tenant'>> {
  const heads = okta.map(({group}) => group)
  const matches = matchGroups(heads, groups.items, wish)
  // Memberships of the Identity Store name users by id, so it has to list them in any case.
  const listed = aws.via === 'identity-store' ? (await aws.users(withSignal(wish))).items : []
  const members = new Map(await readMembers(aws, toBeRead(matches, wish), wish))
  const seen = new Map<string, AwsUser>(listed.map((user) => [user.id, user]))
  for (const {users} of members.values()) for (const user of users) seen.set(user.id, user)
  const unseen = aws.via === 'identity-store' ? [] : unseenPeople(peopleWanted(okta), seen.values())
  const known = wish.lastSizes?.users ?? 0
  const others = [...listed, ...(await learnUsers(aws, {unseen, seen, known}, wish))]
  for (const user of others) seen.set(user.id, user)
  for (const [id, probed] of await probe(aws, {okta, matches, members, seen}, wish)) members.set(id, probed)
  return {via: aws.via, groups: groups.items, groupsComplete: groups.complete, members, users: others}
}

/** Those that are matched, and those that may be deleted. */
function toBeRead({pairs, unmatched}: GroupMatches, {manage, allowDelete}: LearnScope): readonly AwsGroup[] {
  const deletable = manage === 'groups' && allowDelete ? unmatched : []
  return [...pairs.flatMap(({aws}) => aws ?? []), ...deletable]
}

type Members = readonly (readonly [id: string, {users: readonly AwsUser[]; complete: boolean}])[]

async function readMembers(
  aws: AwsDirectory,
  groups: readonly AwsGroup[],
  options: LearnOptions,
): Promise<Members> {
  let done = 0
  const nonsense: unknown[] = []
  const read = await sideBySide(groups, awsWorkers, async ({id}): Promise<Members> => {
    try {
      const {items: users, complete} = await aws.members(id, withSignal(options))
      return [[id, {users, complete}]]
    } catch (error) {
      // A service that fails fails for all groups, and asking on would only make it worse; one strange answer is its group's.
      const isStrange = isOfOneGroup(error, options.signal) && error.code === 'OPS_BAD_ANSWER'
      if (isStrange) nonsense.push(error)
      else if (!isOfOneGroup(error, options.signal) || error.failure !== 'failure') throw error
      return []
    } finally {
      options.onProgress?.({step: 'aws', done: ++done, all: groups.length})
    }
  })
  if (nonsense.length > 0 && nonsense.length === groups.length) throw nonsense[0]
  return read.flat()
}

async function probe(
  aws: AwsDirectory,
  known: {
    readonly okta: readonly OktaGroupRead[]
    readonly matches: GroupMatches
    readonly members: AwsSide['members']
    readonly seen: ReadonlyMap<string, AwsUser>
  },
  options: LearnOptions,
): Promise<AwsSide['members']> {
  const wanted = new Map(known.okta.map(({group, members}) => [group.id, members ?? []]))
  const groups = known.matches.pairs.flatMap(({okta, aws: group}) => {
    const read = group && known.members.get(group.id)
    if (read === undefined || read.complete || read.users.length > 0) return []
    return [{id: group?.id ?? '', members: wanted.get(okta.id) ?? []}]
  })
  return groups.length === 0 ? new Map() : probeMembers(aws, {groups, users: known.seen}, options)
}
