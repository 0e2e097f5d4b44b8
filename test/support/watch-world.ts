import type {AwsDirectory, AwsGroup, AwsUser} from '../../src/lib/ports/aws-directory.js'
import type {OktaDirectory, OktaGroupHead, OktaPerson} from '../../src/lib/ports/okta-directory.js'
import {applyPlan} from '../../src/lib/scim/apply/apply-plan.js'
import type {ScimJournal} from '../../src/lib/scim/journal/scim-db.js'
import type {ScimSource} from '../../src/lib/scim/learn/choose-way.js'
import {learnBothSides} from '../../src/lib/scim/learn/learn-both-sides.js'
import {makePlan} from '../../src/lib/scim/plan/make-plan.js'
import type {PlanRules} from '../../src/lib/scim/plan/policy.js'
import type {ScimWriter} from '../../src/lib/scim/scim-writer.js'
import {createWatch, type Watch} from '../../src/lib/scim/watch/watch.js'
import type {WatchNews} from '../../src/lib/scim/watch/watch-news.js'
import type {JsonObject} from '../../src/lib/shared/json.js'
import type {Machine} from '../../src/lib/shared/machine.js'
import {oktaId} from './scim-sides.js'
import {openPolicy, testTenant} from './scim-tenant.js'

/** Both sides in memory, where everybody is a number; Okta tells of each change by an event. */
export interface WatchWorld {
  /** Name of a group to its members; in Okta, and in Identity Center. */
  readonly okta: Map<string, Set<number>>
  readonly aws: Map<string, Set<number>>
  /** By number; who is not named is active. */
  readonly statuses: Map<number, string>
  /** Who is not in Identity Center (yet). */
  readonly strangers: Set<number>
  readonly join: (group: string, who: number) => JsonObject
  readonly leave: (group: string, who: number) => JsonObject
  readonly become: (who: number, status: 'ACTIVE' | 'SUSPENDED') => JsonObject
  /** What Identity Center should hold. */
  readonly wanted: () => Record<string, readonly number[]>
  readonly held: () => Record<string, readonly number[]>
  /** One word a request: `okta.members`, `aws.isMember`, `aws.patch`, ... */
  readonly calls: string[]
  readonly watch: (journal: ScimJournal, options?: WorldWatchOptions) => WorldWatch
}

export interface WorldWatchOptions {
  readonly rules?: Partial<PlanRules>
  readonly debounceMs?: number
}

export interface WorldWatch {
  readonly watch: Watch
  readonly news: readonly WatchNews[]
  /** Looks at everything, and at what is hinted at, until all is quiet. */
  readonly finish: () => Promise<void>
}

export function watchWorld(
  machine: Machine,
  groups: Readonly<Record<string, readonly number[]>>,
): WatchWorld {
  const copy = (): Map<string, Set<number>> =>
    new Map(Object.entries(groups).map(([name, people]) => [name, new Set(people)]))
  const [okta, aws] = [copy(), copy()]
  const names = Object.keys(groups)
  const statuses = new Map<number, string>()
  const strangers = new Set<number>()
  const calls: string[] = []
  let events = 0
  const event = (eventType: string, ...target: readonly JsonObject[]): JsonObject => ({
    uuid: `event-${++events}`,
    eventType,
    published: machine.now().toISOString(),
    target,
  })
  const targetPerson = (who: number): JsonObject => ({type: 'User', id: personOf(who).id})
  const targetGroup = (name: string): JsonObject => ({
    type: 'UserGroup',
    id: headOf(name).id,
    displayName: name,
  })
  const personOf = (who: number): OktaPerson => ({
    id: oktaId('00u', who),
    login: loginOf(who),
    status: statuses.get(who) ?? 'ACTIVE',
  })
  const headOf = (name: string): OktaGroupHead => ({
    id: oktaId('00g', names.indexOf(name)),
    name,
    type: 'OKTA_GROUP',
    lastMembershipUpdated: undefined,
  })
  const nameOf = (id: string): string => names[Number(id.replace(/\D+/g, ''))] ?? ''
  const whoOf = (id: string): number => Number(id.replace(/\D+/g, ''))
  const called = <T>(call: string, value: T): Promise<T> => {
    calls.push(call)
    return Promise.resolve(value)
  }
  const userOf = (who: number): AwsUser => ({
    id: `user-${who}`,
    userName: loginOf(who),
    externalId: oktaId('00u', who),
    active: true,
  })
  const groupOf = (name: string): AwsGroup => ({
    id: `group-${names.indexOf(name)}`,
    displayName: name,
    externalId: undefined,
  })
  const everybody = (): number[] => [...new Set([...okta.values()].flatMap((people) => [...people]))]
  const directory: OktaDirectory = {
    orgUrl: 'https://example.okta.com',
    groups: () => called('okta.groups', names.map(headOf)),
    group: (id) => called('okta.group', headOf(nameOf(id))),
    members: (id) => called('okta.members', [...(okta.get(nameOf(id)) ?? [])].map(personOf)),
    groupsOf: (id) =>
      called('okta.groupsOf', names.filter((name) => okta.get(name)?.has(whoOf(id))).map(headOf)),
    person: (id) => called('okta.person', personOf(whoOf(id))),
  }
  const find = <T extends object>(all: readonly T[], by: object): T | undefined => {
    const [[key, value] = ['', '']] = Object.entries(by)
    return all.find((one) => Reflect.get(one, key) === value)
  }
  const users = (): readonly AwsUser[] =>
    everybody()
      .filter((who) => !strangers.has(who))
      .map(userOf)
  const center: AwsDirectory & ScimSource = {
    via: 'scim',
    generation: () => Promise.resolve('cursor'),
    groups: () => called('aws.groups', {items: names.map(groupOf), complete: true}),
    users: () => called('aws.users', {items: users(), complete: true}),
    members: (id) =>
      called('aws.members', {items: [...(aws.get(nameOf(id)) ?? [])].map(userOf), complete: true}),
    findGroup: (by) => called('aws.findGroup', find(names.map(groupOf), by)),
    findUser: (by) => called('aws.findUser', find(users(), by)),
    isMember: ({groupId, userId}) =>
      called('aws.isMember', aws.get(nameOf(groupId))?.has(whoOf(userId)) === true),
    calls: () => calls.length,
  }
  const writer: ScimWriter = {
    mixesChanges: () => false,
    createGroup: () => Promise.reject(new Error('no group is made in this world')),
    deleteGroup: () => Promise.reject(new Error('no group is deleted in this world')),
    patchGroup: async (id, {add, remove}, options) => {
      options?.onSend?.()
      await called('aws.patch', undefined)
      for (const user of remove) aws.get(nameOf(id))?.delete(whoOf(user))
      for (const user of add) aws.get(nameOf(id))?.add(whoOf(user))
    },
  }
  const sorted = (people: Iterable<number>): readonly number[] => [...people].sort((a, b) => a - b)

  return {
    okta,
    aws,
    statuses,
    strangers,
    calls,
    join: (group, who) => {
      okta.get(group)?.add(who)
      return event('group.user_membership.add', targetPerson(who), targetGroup(group))
    },
    leave: (group, who) => {
      okta.get(group)?.delete(who)
      return event('group.user_membership.remove', targetPerson(who), targetGroup(group))
    },
    become: (who, status) => {
      statuses.set(who, status)
      return event(`user.lifecycle.${status === 'ACTIVE' ? 'unsuspend' : 'suspend'}`, targetPerson(who))
    },
    wanted: () =>
      Object.fromEntries(
        [...okta].map(([name, people]) => [
          name,
          sorted(people).filter((who) => statuses.get(who) !== 'SUSPENDED' && !strangers.has(who)),
        ]),
      ),
    held: () => Object.fromEntries([...aws].map(([name, people]) => [name, sorted(people)])),
    watch: (journal, {rules = {}, debounceMs = 0} = {}) => {
      const policy = {...openPolicy, ...rules}
      const news: WatchNews[] = []
      const stop = new AbortController()
      const lock = {assertHeld: () => undefined}
      const watch = createWatch(
        {
          machine,
          tenant: testTenant,
          journal,
          signal: stop.signal,
          tell: (one) => void news.push(one),
          sides: () => ({okta: directory, aws: () => Promise.resolve(center), policy}),
          locked: (work) => work(lock),
          pass: async () => {
            const readAt = machine.now()
            const sources = {okta: directory, scim: center, identityStore: undefined, tenant: testTenant}
            const learnt = await learnBothSides(sources, {...policy, via: 'scim'})
            return {plan: makePlan(learnt.okta, learnt.aws, policy), learnt, readAt}
          },
          apply: ({plan, readAt, signal}) =>
            applyPlan(
              plan,
              {machine, okta: directory, aws: center, writer, journal, lock: lock},
              {who: 'tester', readAt, saved: false, signal},
            ),
        },
        {name: 'scim-main', from: 'log', debounceMs, fullPassMs: 3_600_000, once: true},
      )
      return {
        watch,
        news,
        finish: async () => {
          watch.end()
          await watch.run()
        },
      }
    },
  }
}

function loginOf(who: number): string {
  return `person-${who}@example.com`
}
