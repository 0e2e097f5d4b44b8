import type {AwsGroup, AwsUser} from '../../src/lib/ports/aws-directory.js'
import type {OktaPerson} from '../../src/lib/ports/okta-directory.js'
import type {GroupWork} from '../../src/lib/scim/plan/work.js'
import type {AwsSide, OktaSide} from '../../src/lib/scim/plan/plan.js'
import {seededRandom} from './hostile-log-server.js'
import {oktaId} from './scim-sides.js'

/** Two directories that have grown apart, as a seed has it. */
export interface ScimWorld {
  readonly okta: OktaSide
  readonly aws: AwsSide
}

const statuses = [
  'ACTIVE',
  'ACTIVE',
  'ACTIVE',
  'PASSWORD_EXPIRED',
  'LOCKED_OUT',
  'SUSPENDED',
  'DEPROVISIONED',
  'STAGED',
  'NEW',
]

/**
 * A small company, with everything that makes matching hard: people who are not in Identity Center, who are called otherwise there,
 * who have no link or a wrong one, whose names differ in capitals; groups that are renamed, linked, unlinked, missing, gone.
 */
export function randomWorld(seed: number): ScimWorld {
  const random = seededRandom(seed)
  const below = (limit: number): number => Math.floor(random() * limit)
  const pick = <T>(items: readonly T[]): T => items[below(items.length)]!
  const some = <T>(items: readonly T[], share: number): readonly T[] => items.filter(() => random() < share)

  const people = Array.from({length: 5 + below(40)}, (_, index): OktaPerson => {
    const login = random() < 0.1 ? `Person${index - 1}@Example.com` : `person${index}@example.com`
    return {id: oktaId('00u', index), login, status: pick(statuses)}
  })
  const users = people.flatMap(({id, login}, index): AwsUser[] => {
    const luck = random()
    if (luck < 0.1) return []
    const user = {id: `u-${index}`, userName: login, externalId: id, active: random() < 0.9}
    if (luck < 0.2) return [{...user, externalId: undefined}]
    if (luck < 0.25) return [{...user, externalId: oktaId('00u', below(2 * people.length))}]
    if (luck < 0.3) return [{...user, externalId: `google-${index}`, userName: login.toUpperCase()}]
    if (luck < 0.35) return [{...user, userName: `old.${login}`}]
    if (luck < 0.4)
      return [user, {...user, id: `u-${index}b`, userName: login.toUpperCase(), externalId: undefined}]
    return [user]
  })
  const strangers = Array.from({length: below(5)}, (_, index): AwsUser => {
    return {
      id: `s-${index}`,
      userName: `stranger${index}@example.com`,
      externalId: undefined,
      active: undefined,
    }
  })
  const everybody = [...users, ...strangers]

  const groups = Array.from({length: 1 + below(8)}, (_, index) => {
    const name =
      random() < 0.1 ? `aws_GROUP${index - 1}` : random() < 0.9 ? `AWS_group${index}` : `Other${index}`
    const head = {
      id: oktaId('00g', index),
      name,
      type: 'OKTA_GROUP' as const,
      lastMembershipUpdated: undefined,
    }
    return {group: head, members: random() < 0.05 ? undefined : some(people, random())}
  })
  const awsGroups = groups.flatMap(({group: {id, name}}, index): AwsGroup[] => {
    const luck = random()
    if (luck < 0.15) return []
    const group = {id: `g-${index}`, displayName: name, externalId: id}
    if (luck < 0.35) return [{...group, externalId: undefined}]
    if (luck < 0.4) return [{...group, displayName: `AWS_old${index}`}]
    if (luck < 0.45) return [{...group, externalId: oktaId('00g', below(2 * groups.length))}]
    if (luck < 0.5)
      return [group, {...group, id: `g-${index}b`, displayName: name.toUpperCase(), externalId: undefined}]
    return [group]
  })
  awsGroups.push(
    ...some([{id: 'g-gone', displayName: 'AWS_gone', externalId: oktaId('00g', 99)}], 0.4),
    ...some([{id: 'g-hand', displayName: 'AWS_hand', externalId: undefined}], 0.4),
  )
  return {
    okta: {orgUrl: 'https://halyard.okta.com', groups},
    aws: {
      tenant: 'https://scim.eu-west-1.amazonaws.com/T1/scim/v2',
      via: 'scim',
      groups: awsGroups,
      groupsComplete: random() < 0.9,
      members: new Map(
        awsGroups.map(({id}) => [id, {users: some(everybody, random()), complete: random() < 0.95}]),
      ),
      users: everybody,
    },
  }
}

/** The same two sides, read in another order. */
export function shuffled({okta, aws}: ScimWorld, seed: number): ScimWorld {
  const random = seededRandom(seed)
  const mixed = <T>(items: readonly T[]): readonly T[] =>
    items
      .map((item) => ({item, at: random()}))
      .sort((a, b) => a.at - b.at)
      .map(({item}) => item)
  return {
    okta: {
      ...okta,
      groups: mixed(okta.groups).map((one) => ({...one, members: one.members && mixed(one.members)})),
    },
    aws: {
      ...aws,
      groups: mixed(aws.groups),
      users: mixed(aws.users),
      members: new Map(
        mixed([...aws.members]).map(([id, {users, complete}]) => [id, {users: mixed(users), complete}]),
      ),
    },
  }
}

/** Identity Center after the work has been done, as the service would do it. */
export function afterWork(aws: AwsSide, works: readonly GroupWork[]): AwsSide {
  const groups = new Map(aws.groups.map((group) => [group.id, group]))
  const members = new Map(aws.members)
  const users = new Map(aws.users.map((user) => [user.id, user]))
  for (const {group, action, set, add, remove} of works) {
    const id = group.aws?.id ?? `new-${group.name}`
    if (action === 'delete') {
      groups.delete(id)
      members.delete(id)
      continue
    }
    const before = groups.get(id) ?? {id, displayName: '', externalId: undefined}
    groups.set(id, {
      id,
      displayName: set?.displayName ?? before.displayName,
      externalId: set?.externalId ?? before.externalId,
    })
    const there = new Map((members.get(id)?.users ?? []).map((user) => [user.id, user]))
    for (const {awsId} of remove) there.delete(awsId)
    for (const {awsId} of add) there.set(awsId, users.get(awsId)!)
    members.set(id, {users: [...there.values()], complete: members.get(id)?.complete ?? true})
  }
  return {...aws, groups: [...groups.values()], members}
}
