import type {AwsDirectory, AwsUser} from '../../ports/aws-directory.js'
import type {OktaPerson} from '../../ports/okta-directory.js'
import {sideBySide} from '../../shared/side-by-side.js'
import {foldName} from '../plan/fold-name.js'
import {standingOf} from '../plan/standing.js'
import {cheaperWay} from './estimate.js'
import {awsWorkers} from './learn-groups.js'
import type {OktaGroupRead} from './learn-okta.js'
import {withSignal, type LearnOptions} from './reading.js'

/** Everybody who may have to be in a group, each once. */
export function peopleWanted(groups: readonly OktaGroupRead[]): readonly OktaPerson[] {
  const people = new Map<string, OktaPerson>()
  for (const {members = []} of groups)
    for (const person of members) if (standingOf(person.status) !== 'out') people.set(person.id, person)
  return [...people.values()]
}

/** Those of `people` whom no user is linked to. */
export function unseenPeople(people: readonly OktaPerson[], seen: Iterable<AwsUser>): readonly OktaPerson[] {
  const linked = new Set<string | undefined>()
  for (const {externalId} of seen) linked.add(externalId)
  return people.filter(({id}) => !linked.has(id))
}

/**
 * Users of Identity Center whom `unseen` people may be: all that there are, or one look-up a person, whichever takes fewer calls.
 * Whoever a list that is cut off leaves out is looked up.
 * @param known how many users there are, as far as it is known
 */
export async function learnUsers(
  aws: AwsDirectory,
  {
    unseen,
    seen,
    known,
  }: {
    readonly unseen: readonly OktaPerson[]
    readonly seen: ReadonlyMap<string, AwsUser>
    readonly known: number
  },
  options: LearnOptions,
): Promise<readonly AwsUser[]> {
  if (unseen.length === 0) return []
  const names = new Set([...seen.values()].map(({userName}) => foldName(userName)))
  const most = Math.max(known, seen.size + unseen.length)
  if (cheaperWay(unseen.length, most) === 'look-up') return lookUpUsers(aws, {people: unseen, names}, options)
  const {items, complete} = await aws.users(withSignal(options))
  if (complete) return items
  for (const {userName} of items) names.add(foldName(userName))
  const people = unseenPeople(unseen, items)
  return [...items, ...(await lookUpUsers(aws, {people, names}, options))]
}

/** By Okta's id; by login where that finds nobody and no user of that name has been seen. */
async function lookUpUsers(
  aws: AwsDirectory,
  {people, names}: {readonly people: readonly OktaPerson[]; readonly names: ReadonlySet<string>},
  options: LearnOptions,
): Promise<readonly AwsUser[]> {
  const signal = withSignal(options)
  const found = await sideBySide(people, awsWorkers, async ({id, login}) => {
    const linked = await aws.findUser({externalId: id}, signal)
    if (linked !== undefined || names.has(foldName(login))) return linked
    return aws.findUser({userName: login}, signal)
  })
  return found.flatMap((user) => user ?? [])
}
