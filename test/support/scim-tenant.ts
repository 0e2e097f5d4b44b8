import type {AwsDirectory, AwsGroup, AwsUser} from '../../src/lib/ports/aws-directory.js'
import type {OktaDirectory, OktaGroupHead, OktaPerson} from '../../src/lib/ports/okta-directory.js'
import {makePlan} from '../../src/lib/scim/plan/make-plan.js'
import type {Plan} from '../../src/lib/scim/plan/plan.js'
import type {PlanRules} from '../../src/lib/scim/plan/policy.js'
import type {ScimWriter} from '../../src/lib/scim/scim-writer.js'

/** Both sides of a tenant in memory: ports for what reads and writes them. People are in both, as Okta has provisioned them. */
export interface MemoryTenant {
  readonly okta: Pick<OktaDirectory, 'group' | 'members'>
  readonly aws: Pick<AwsDirectory, 'findGroup' | 'members' | 'isMember'>
  readonly writer: ScimWriter
  /** Names of groups to the numbers of their people. */
  readonly inOkta: Map<string, number[]>
  readonly inAws: Map<string, number[]>
  /** What was written, in order: `add AWS_dev 3`. */
  readonly written: string[]
  readonly plan: (rules?: Partial<PlanRules>) => Plan
}

export const testTenant = 'http://127.0.0.1:1/t/scim/v2'

const idOf = (prefix: string, number: number): string => `${prefix}${String(number).padStart(17, '0')}`
const oktaUser = (number: number): OktaPerson => ({
  id: idOf('00u', number),
  login: `person-${number}@example.com`,
  status: 'ACTIVE',
})
export const awsUser = (number: number): AwsUser => ({
  id: `user-${number}`,
  userName: `person-${number}@example.com`,
  externalId: idOf('00u', number),
  active: true,
})

export function memoryTenant(start: {
  readonly okta: Readonly<Record<string, readonly number[]>>
  readonly aws: Readonly<Record<string, readonly number[]>>
}): MemoryTenant {
  const copy = (groups: Readonly<Record<string, readonly number[]>>): Map<string, number[]> =>
    new Map(Object.entries(groups).map(([name, people]) => [name, [...people]]))
  const [inOkta, inAws] = [copy(start.okta), copy(start.aws)]
  const names = [...new Set([...inOkta.keys(), ...inAws.keys()])].sort()
  const oktaId = (name: string): string => idOf('00g', names.indexOf(name) + 1)
  const nameOfOktaId = (id: string): string => names[Number(id.slice(3)) - 1] ?? ''
  const awsId = (name: string): string => `group-${names.indexOf(name) + 1}`
  const nameOfAwsId = (id: string): string => names[Number(id.slice(6)) - 1] ?? ''
  const head = (name: string): OktaGroupHead => ({
    id: oktaId(name),
    name,
    type: 'OKTA_GROUP',
    lastMembershipUpdated: undefined,
  })
  const group = (name: string): AwsGroup => ({id: awsId(name), displayName: name, externalId: oktaId(name)})
  const there = (name: string): AwsGroup | undefined => (inAws.has(name) ? group(name) : undefined)
  const written: string[] = []
  const change = (id: string, {add, remove}: {add: readonly string[]; remove: readonly string[]}): void => {
    const name = nameOfAwsId(id)
    const people = new Set(inAws.get(name))
    const numberOf = (user: string): number => Number(user.slice(5))
    for (const user of remove) people.delete(numberOf(user))
    for (const user of add) people.add(numberOf(user))
    inAws.set(name, [...people])
    const told = (word: string, users: readonly string[]): string[] =>
      users.length === 0 ? [] : [`${word} ${name} ${users.map(numberOf).join(',')}`]
    written.push(...told('remove', remove), ...told('add', add))
  }
  return {
    inOkta,
    inAws,
    written,
    okta: {
      group: async (id) => Promise.resolve(inOkta.has(nameOfOktaId(id)) ? head(nameOfOktaId(id)) : undefined),
      members: async (id) => Promise.resolve((inOkta.get(nameOfOktaId(id)) ?? []).map(oktaUser)),
    },
    aws: {
      findGroup: async (by) =>
        Promise.resolve(
          there(
            'id' in by
              ? nameOfAwsId(by.id)
              : 'externalId' in by
                ? nameOfOktaId(by.externalId)
                : by.displayName,
          ),
        ),
      members: async (id) =>
        Promise.resolve({items: (inAws.get(nameOfAwsId(id)) ?? []).map(awsUser), complete: true}),
      isMember: async ({groupId, userId}) =>
        Promise.resolve((inAws.get(nameOfAwsId(groupId)) ?? []).includes(Number(userId.slice(5)))),
    },
    writer: {
      mixesChanges: () => false,
      createGroup: async ({displayName, members}, options) => {
        options?.onSend?.()
        written.push(`create ${displayName}`)
        inAws.set(displayName, [])
        change(awsId(displayName), {add: members, remove: []})
        return Promise.resolve(awsId(displayName))
      },
      patchGroup: async (id, patch, options) => {
        options?.onSend?.()
        if (patch.set !== undefined) written.push(`set ${nameOfAwsId(id)}`)
        change(id, patch)
        return Promise.resolve()
      },
      deleteGroup: async (id, options) => {
        options?.onSend?.()
        inAws.delete(nameOfAwsId(id))
        written.push(`delete ${nameOfAwsId(id)}`)
        return Promise.resolve()
      },
    },
    plan: (rules = {}) =>
      makePlan(
        {
          orgUrl: 'https://halyard.okta.example',
          groups: [...inOkta].map(([name, people]) => ({group: head(name), members: people.map(oktaUser)})),
        },
        {
          tenant: testTenant,
          via: 'scim',
          groups: [...inAws.keys()].map(group),
          groupsComplete: true,
          members: new Map(
            [...inAws].map(([name, people]) => [awsId(name), {users: people.map(awsUser), complete: true}]),
          ),
          users: [...inOkta.values()].flat().map(awsUser),
        },
        {...openPolicy, ...rules},
      ),
  }
}

/** Holds nothing back. */
export const openPolicy: PlanRules = {
  groups: ['*'],
  map: new Map(),
  manage: 'memberships',
  allowDelete: false,
  protect: [],
  guards: {
    maxRemovals: 1,
    maxGroupRemovals: 1,
    maxRemovalCount: 1_000_000,
    minKeep: new Map(),
    allowEmpty: true,
    self: undefined,
    requireSelf: [],
    deleteGraceMs: 0,
  },
}
