import {expect} from 'chai'
import type {AwsUser} from '../../../src/lib/ports/aws-directory.js'
import type {OktaPerson} from '../../../src/lib/ports/okta-directory.js'
import {makePlan} from '../../../src/lib/scim/plan/make-plan.js'
import type {Plan} from '../../../src/lib/scim/plan/plan.js'
import type {PlanRules} from '../../../src/lib/scim/plan/policy.js'
import {workOf} from '../../../src/lib/scim/plan/work.js'
import {rules} from '../../support/scim-sides.js'
import {afterWork, randomWorld, shuffled, type ScimWorld} from '../../support/scim-world.js'

const seeds = Array.from({length: 120}, (_, index) => index + 1)
const unguarded = {
  maxRemovals: 1,
  maxGroupRemovals: 1,
  allowEmpty: true,
  deleteGraceMs: 0,
}
const everyMode: readonly PlanRules[] = [
  rules(),
  rules({guards: unguarded}),
  rules({manage: 'groups', allowDelete: true, guards: unguarded}),
  rules({
    manage: 'groups',
    groups: ['*'],
    protect: ['*GROUP1*'],
    guards: {minKeep: new Map([['AWS_group0', 3]])},
  }),
]

/** Who of Identity Center's users must be in, who must not, and about whom nothing is known; the long way round, user by user. */
function truth({aws}: ScimWorld, members: readonly OktaPerson[], everybody: readonly OktaPerson[]) {
  const same = (a: string, b: string): boolean => a.toLowerCase() === b.toLowerCase()
  const mayBe = (person: OktaPerson): readonly AwsUser[] => {
    const linked = aws.users.filter(({externalId}) => externalId === person.id)
    return linked.length > 0 ? linked : aws.users.filter(({userName}) => same(userName, person.login))
  }
  const isSure = (person: OktaPerson): boolean => {
    const [user, ...others] = mayBe(person)
    if (user === undefined || others.length > 0) return false
    if (user.externalId === person.id) return true
    const rivals = everybody.filter(
      (other) => other.id !== person.id && mayBe(other).some(({id}) => id === user.id),
    )
    return rivals.length === 0 && !user.externalId?.startsWith('00u')
  }
  const working = ['ACTIVE', 'PASSWORD_EXPIRED', 'LOCKED_OUT']
  const inOkta = members.filter(({status}) => working.includes(status))
  const unclear = members.filter(
    (person) => person.status === 'NEW' || (inOkta.includes(person) && !isSure(person)),
  )
  const wanted = new Set(
    inOkta
      .filter(isSure)
      .flatMap(mayBe)
      .map(({id}) => id),
  )
  const open = new Set(
    unclear
      .flatMap(mayBe)
      .map(({id}) => id)
      .filter((id) => !wanted.has(id)),
  )
  return {wanted, open}
}

const idsIn = (world: ScimWorld['aws'], id: string): ReadonlySet<string> =>
  new Set(world.members.get(id)?.users.map((user) => user.id))
const json = (plan: Plan): string => JSON.stringify(plan)

describe('plans of random directories', () => {
  for (const [index, mode] of everyMode.entries()) {
    it(`are the same in whatever order the sides were read (rules ${index})`, () => {
      for (const seed of seeds) {
        const world = randomWorld(seed)
        const other = shuffled(world, seed * 7)
        expect(json(makePlan(other.okta, other.aws, mode)), `seed ${seed}`).to.equal(
          json(makePlan(world.okta, world.aws, mode)),
        )
      }
    })

    it(`end at Okta's truth, and take nothing away from anybody else (rules ${index})`, () => {
      let [exact, held] = [0, 0]
      for (const seed of seeds) {
        const world = randomWorld(seed)
        const everybody = [
          ...new Map(
            world.okta.groups.flatMap(({members = []}) => members).map((one) => [one.id, one]),
          ).values(),
        ]
        const plan = makePlan(world.okta, world.aws, mode)
        const work = new Map(workOf(plan).map((one) => [one.group, one]))
        const after = afterWork(world.aws, [...work.values()])
        for (const group of plan.groups) {
          const id = group.aws?.id ?? `new-${group.name}`
          const members = world.okta.groups.find((one) => one.group.id === group.okta?.id)?.members
          const [before, now] = [idsIn(world.aws, id), idsIn(after, id)]
          if (members === undefined || (group.action === 'none' && group.aws === undefined)) continue
          const {wanted, open} = truth(world, members, everybody)
          const about = `seed ${seed}, ${group.name}`
          for (const one of now)
            expect(before.has(one) || wanted.has(one), `${about}: ${one} came in`).to.equal(true)
          for (const one of before)
            if (wanted.has(one) || open.has(one))
              expect(now.has(one), `${about}: ${one} went out`).to.equal(true)
          for (const one of wanted) expect(now.has(one), `${about}: ${one} is missing`).to.equal(true)
          if (group.guards.length + plan.guards.length > 0) {
            held++
            continue
          }
          for (const one of now)
            expect(wanted.has(one) || open.has(one), `${about}: ${one} stayed`).to.equal(true)
          exact++
        }
      }
      expect(exact, 'groups that became exact').to.be.greaterThan(60)
      if (index !== 1) expect(held, 'groups with a guard').to.be.greaterThan(5)
    })

    it(`come to rest, since a run leaves less to the next one (rules ${index})`, () => {
      for (const seed of seeds) {
        const {okta, aws} = randomWorld(seed)
        // A name that was in the way is free in the next run; what a guard holds is no work.
        let [now, rounds] = [aws, 0]
        for (let work = workOf(makePlan(okta, now, mode)); work.length > 0; rounds++) {
          now = afterWork(now, work)
          work = workOf(makePlan(okta, now, mode))
          expect(rounds, `seed ${seed}: still ${work.map(({group}) => group.name).join(', ')}`).to.be.below(4)
        }
      }
    })
  }
})
