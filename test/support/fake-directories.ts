import type {AwsDirectory, AwsUser, Listing} from '../../src/lib/ports/aws-directory.js'
import type {OktaDirectory, OktaGroupHead, OktaPerson} from '../../src/lib/ports/okta-directory.js'
import type {ScimSource} from '../../src/lib/scim/learn/choose-way.js'
import type {AwsSide, OktaSide} from '../../src/lib/scim/plan/plan.js'

/** Each call, with what was asked. */
export type Calls = string[]

export interface FakeOkta extends OktaDirectory {
  readonly seen: Calls
  /** What to answer with next; undefined members fail. */
  readonly side: {groups: OktaSide['groups'][number][]}
}

/** An Okta that holds one side of a plan; whoever could not be read fails with `failure`. */
export function fakeOkta(
  {groups, orgUrl}: OktaSide,
  failure: (group: OktaGroupHead) => Error = () => new Error('no such failure'),
): FakeOkta {
  const seen: Calls = []
  const side = {groups: [...groups]}
  const never = (): Promise<never> => Promise.reject(new Error('not asked for in this test'))
  return {
    orgUrl,
    seen,
    side,
    groups: (prefix) => {
      seen.push(`groups ${prefix}`)
      return Promise.resolve(side.groups.map(({group}) => group).filter(({name}) => name.startsWith(prefix)))
    },
    group: (id) => {
      seen.push(`group ${id}`)
      return Promise.resolve(side.groups.map(({group}) => group).find((group) => group.id === id))
    },
    members: (id): Promise<readonly OktaPerson[]> => {
      seen.push(`members ${id}`)
      const found = side.groups.find(({group}) => group.id === id)
      if (found?.members === undefined) return Promise.reject(failure(found!.group))
      return Promise.resolve(found.members)
    },
    groupsOf: never,
    person: never,
  }
}

export interface FakeAws extends ScimSource {
  /** One line a request, pages counted as AWS gives them. */
  readonly seen: Calls
}

export interface FakeAwsOptions {
  readonly via?: AwsDirectory['via']
  /** The generation without paging: 50 of a list, no memberships. */
  readonly old?: boolean
  readonly failMembers?: (groupId: string) => Error | undefined
}

const pageSize = 100
const oldMaximum = 50

/** An Identity Center that holds one side of a plan, and counts requests as pages of a hundred. */
export function fakeAws(side: Omit<AwsSide, 'tenant' | 'via'>, options: FakeAwsOptions = {}): FakeAws {
  const {via = 'scim', old = false, failMembers} = options
  const seen: Calls = []
  const users = new Map<string, AwsUser>(side.users.map((user) => [user.id, user]))
  for (const {users: members} of side.members.values()) for (const user of members) users.set(user.id, user)
  const listing = <T>(what: string, all: readonly T[]): Listing<T> => {
    const pages = old ? 1 : Math.max(1, Math.ceil(all.length / pageSize))
    for (let page = 0; page < pages; page++) seen.push(what)
    return old
      ? {items: all.slice(0, oldMaximum), complete: all.length < oldMaximum}
      : {items: all, complete: true}
  }
  const find = <T extends object>(all: Iterable<T>, by: object): T | undefined => {
    const [[key, value] = ['', '']] = Object.entries(by)
    seen.push(`find ${key}`)
    return [...all].find((one) => Reflect.get(one, key) === value)
  }
  const membersOf = (id: string): readonly AwsUser[] => side.members.get(id)?.users ?? []
  return {
    seen,
    via,
    generation: () => Promise.resolve(old ? 'old' : 'cursor'),
    groups: () => Promise.resolve(listing('groups', side.groups)),
    users: () => Promise.resolve(listing('users', [...users.values()])),
    members: (id) => {
      const failure = failMembers?.(id)
      if (failure !== undefined) return Promise.reject(failure)
      if (!old) return Promise.resolve(listing('members', membersOf(id)))
      seen.push('members')
      return Promise.resolve({items: [], complete: false})
    },
    findGroup: (by) => Promise.resolve(find(side.groups, by)),
    findUser: (by) => Promise.resolve(find(users.values(), by)),
    isMember: ({groupId, userId}) => {
      seen.push('pair')
      return Promise.resolve(membersOf(groupId).some(({id}) => id === userId))
    },
    calls: () => seen.length,
  }
}
