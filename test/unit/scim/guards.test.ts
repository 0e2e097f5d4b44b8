import {expect} from 'chai'
import {makePlan} from '../../../src/lib/scim/plan/make-plan.js'
import type {GuardHit, Plan} from '../../../src/lib/scim/plan/plan.js'
import {workOf} from '../../../src/lib/scim/plan/work.js'
import {names, oktaId, person, rules, sides, user, type SidesOfGroup} from '../../support/scim-sides.js'

type Groups = Readonly<Record<string, SidesOfGroup>>
type More = Parameters<typeof rules>[0]

const planOf = (groups: Groups, more: More = {}, users: readonly string[] = ['ana', 'new']): Plan => {
  const {okta, aws} = sides(groups, {users})
  return makePlan(okta, aws, rules(more))
}
const hitsOf = (plan: Plan): readonly (readonly [group: string, hit: GuardHit])[] => [
  ...plan.groups.flatMap(({name, guards}) => guards.map((hit) => [name, hit] as const)),
  ...plan.guards.map((hit) => ['', hit] as const),
]
const ids = (plan: Plan) =>
  workOf(plan).flatMap(({group, add, remove, action}) => [
    ...(action === 'delete' ? [`delete ${group.name}`] : []),
    ...(action === 'create' ? [`create ${group.name}`] : []),
    ...add.map(({awsId}) => `${group.name} +${awsId}`),
    ...(action === 'delete' ? [] : remove.map(({awsId}) => `${group.name} -${awsId}`)),
  ])

const twenty = names(20)
const gone: SidesOfGroup = {aws: ['ana'], awsHead: {externalId: oktaId('00g', 'gone')}}
const steady: SidesOfGroup = {okta: ['ana'], aws: ['ana'], awsHead: {externalId: oktaId('00g', 'AWS_steady')}}
const deleting = {manage: 'groups', allowDelete: true} as const
const now = new Date('2026-11-25T12:00:00Z')
const goneFor = (days: number) => ({
  goneSince: new Map([['group-AWS_gone', new Date(now.getTime() - days * 86_400_000)]]),
  now,
})

describe('guards', () => {
  for (const {name, groups, more, guard, override, work, mended, mendedWork} of [
    {
      name: 'max-group-removals holds the removals of a group of ten or more [complaint 9]',
      groups: {
        AWS_dev: {okta: [...names(14), 'new'], aws: twenty},
        AWS_far: {okta: names(90), aws: names(90)},
      },
      more: {},
      guard: ['AWS_dev', 'max-group-removals', 'removals'],
      override: /^--max-group-removals 30%; but /,
      work: ['AWS_dev +user-new'],
      mended: {guards: {maxGroupRemovals: 0.3}},
      mendedWork: 7,
    },
    {
      name: 'max-removals holds all removals of a run, and no additions',
      groups: {
        AWS_a: {okta: [], aws: [user('x0')]},
        ...Object.fromEntries(
          names(4, 'AWS_small').map((group) => [group, {okta: ['ana', 'new'], aws: ['ana', ...names(2)]}]),
        ),
      },
      more: {guards: {allowEmpty: true}},
      guard: ['', 'max-removals', 'removals'],
      override: /^--max-removals 70%; but /,
      work: names(4, 'AWS_small').map((group) => `${group} +user-new`),
      mended: {guards: {allowEmpty: true, maxRemovals: 0.7}},
      mendedWork: 13,
    },
    {
      name: 'max-removal-count holds all removals, however small their share',
      groups: {AWS_dev: {okta: names(90), aws: names(93)}},
      more: {guards: {maxRemovalCount: 2}},
      guard: ['', 'max-removal-count', 'removals'],
      override: /^--max-removal-count 3; but /,
      work: [],
      mended: {guards: {maxRemovalCount: 3}},
      mendedWork: 3,
    },
    {
      name: 'empty-source holds the removals of a group that Okta shows empty',
      groups: {AWS_dev: {okta: [], aws: ['bo']}},
      more: {},
      guard: ['AWS_dev', 'empty-source', 'removals'],
      override: /^--allow-empty; but /,
      work: [],
      mended: {guards: {allowEmpty: true}},
      mendedWork: 1,
    },
    {
      name: 'empty-source holds the removals of a group of whose members none was found',
      groups: {AWS_dev: {okta: ['zed', 'zoe'], aws: ['bo']}},
      more: {},
      guard: ['AWS_dev', 'empty-source', 'removals'],
      override: /^--allow-empty; but /,
      work: [],
      mended: {guards: {allowEmpty: true}},
      mendedWork: 1,
    },
    {
      name: 'min-keep holds the removals of a group that would keep too few, whoever is added',
      groups: {AWS_glass: {okta: ['ana', 'new'], aws: ['ana', 'bo']}},
      more: {guards: {minKeep: new Map([['aws_GLASS', 2]])}},
      guard: ['AWS_glass', 'min-keep', 'removals'],
      override: /^a smaller number in guards\.minKeep/,
      work: ['AWS_glass +user-new'],
      mended: {guards: {minKeep: new Map([['AWS_glass', 1]])}},
      mendedWork: 2,
    },
    {
      name: 'require-self holds the one removal that would hit who runs this',
      groups: {AWS_admin: {okta: ['ana'], aws: ['ana', 'bo', 'cy']}},
      more: {guards: {self: 'BO@example.com', requireSelf: ['AWS_admin']}},
      guard: ['AWS_admin', 'require-self', 'removals'],
      override: /^taking it out of requireSelf/,
      work: ['AWS_admin -user-cy'],
      mended: {guards: {self: 'BO@example.com', requireSelf: []}},
      mendedWork: 2,
    },
    {
      name: 'require-self holds all removals where nobody says who runs this',
      groups: {AWS_admin: {okta: ['ana'], aws: ['ana', 'bo']}},
      more: {guards: {requireSelf: ['AWS_admin']}},
      guard: ['AWS_admin', 'require-self', 'removals'],
      override: /^guards\.self/,
      work: [],
      mended: {guards: {self: 'ana@example.com', requireSelf: ['AWS_admin']}},
      mendedWork: 1,
    },
    {
      name: 'protected holds what would empty a protected group',
      groups: {AWS_root: {okta: [person('bo', {status: 'SUSPENDED'})], aws: ['bo']}},
      more: {protect: ['AWS_r*']},
      guard: ['AWS_root', 'protected', 'removals'],
      override: /^taking it out of protect/,
      work: [],
      mended: {protect: ['other']},
      mendedWork: 1,
    },
    {
      name: 'incomplete-read holds the removals of a group that was read in part, and nothing overrides it',
      groups: {AWS_dev: {okta: ['ana', 'new'], aws: ['ana', 'bo'], complete: false}},
      more: {},
      guard: ['AWS_dev', 'incomplete-read', 'removals'],
      override: undefined,
      work: ['AWS_dev +user-new'],
      mended: undefined,
      mendedWork: 0,
    },
    {
      name: 'delete-grace holds a group that is seen to be gone for the first time [complaint 10]',
      groups: {AWS_gone: gone, AWS_steady: steady},
      more: deleting,
      guard: ['AWS_gone', 'delete-grace', 'group'],
      override: /^--delete-grace 0s; but /,
      work: [],
      mended: {...deleting, guards: {deleteGraceMs: 0}},
      mendedWork: 1,
    },
    {
      name: 'delete-grace holds a group that has not been gone for long enough',
      groups: {AWS_gone: gone, AWS_steady: steady},
      more: {...deleting, memory: goneFor(6.99)},
      guard: ['AWS_gone', 'delete-grace', 'group'],
      override: /^--delete-grace 0s; but /,
      work: [],
      mended: {...deleting, memory: goneFor(7)},
      mendedWork: 1,
    },
    {
      name: 'empty-source holds everything where Okta has no group any more',
      groups: {AWS_gone: gone},
      more: {...deleting, memory: goneFor(8)},
      guard: ['', 'empty-source', 'run'],
      override: /^--allow-empty; but /,
      work: [],
      mended: {...deleting, memory: goneFor(8), guards: {allowEmpty: true}},
      mendedWork: 1,
    },
    {
      name: 'max-removal-count holds a deletion, which takes all members with it',
      groups: {AWS_gone: gone, AWS_steady: steady},
      more: {...deleting, memory: goneFor(8), guards: {maxRemovalCount: 0}},
      guard: ['', 'max-removal-count', 'removals'],
      override: /^--max-removal-count 1; but /,
      work: [],
      mended: {...deleting, memory: goneFor(8), guards: {maxRemovalCount: 1}},
      mendedWork: 1,
    },
    {
      name: 'min-keep holds the deletion of a group that must keep members',
      groups: {AWS_gone: gone, AWS_steady: steady},
      more: {...deleting, memory: goneFor(8), guards: {minKeep: new Map([['AWS_gone', 1]])}},
      guard: ['AWS_gone', 'min-keep', 'group'],
      override: /^taking it out of there/,
      work: [],
      mended: {...deleting, memory: goneFor(8), guards: {minKeep: new Map([['AWS_gone', 0]])}},
      mendedWork: 1,
    },
    {
      name: 'incomplete-read holds the deletion of a group whose members are unknown',
      groups: {AWS_gone: {...gone, complete: false}, AWS_steady: steady},
      more: {...deleting, memory: goneFor(8)},
      guard: ['AWS_gone', 'incomplete-read', 'group'],
      override: undefined,
      work: [],
      mended: undefined,
      mendedWork: 0,
    },
  ] satisfies {
    name: string
    groups: Groups
    more: More
    guard: readonly [string, string, string]
    override: RegExp | undefined
    work: readonly string[]
    mended: More | undefined
    mendedWork: number
  }[])
    it(name, () => {
      const users = ['ana', 'new', ...names(100)]
      const plan = planOf(groups, more, users)
      const hits = hitsOf(plan)
      expect(hits.map(([group, {guard: which, holds}]) => [group, which, holds])).to.deep.equal([guard])
      const [[, hit] = []] = hits
      expect(hit?.reason).to.match(/^\S.{20,}[^.]$/)
      if (override === undefined) expect(hit).not.to.have.property('override')
      else expect(hit?.override).to.match(override)
      expect(ids(plan)).to.deep.equal(work)
      if (mended === undefined) return
      const after = planOf(groups, mended, users)
      expect(hitsOf(after)).to.deep.equal([])
      expect(ids(after)).to.have.length(mendedWork)
    })

  it('do not count for the run what the group’s own guard holds', () => {
    const plan = planOf({
      AWS_short: {okta: names(2), aws: twenty},
      AWS_dev: {okta: names(18), aws: twenty},
    })
    expect(hitsOf(plan).map(([group, {guard}]) => [group, guard])).to.deep.equal([
      ['AWS_short', 'max-group-removals'],
    ])
    expect(ids(plan)).to.deep.equal(['AWS_dev -user-p18', 'AWS_dev -user-p19'])
  })

  it('let a share pass that is just met, and a small group that has no shares', () => {
    expect(hitsOf(planOf({AWS_dev: {okta: names(15), aws: twenty}}))).to.deep.equal([])
    expect(hitsOf(planOf({AWS_dev: {okta: names(1), aws: names(9)}}))).to.deep.equal([])
  })

  it('let a protected group lose members as long as somebody is left', () => {
    const plan = planOf({AWS_dev: {okta: ['ana'], aws: ['ana', 'bo']}}, {protect: ['AWS_*']})
    expect([ids(plan), hitsOf(plan)]).to.deep.equal([['AWS_dev -user-bo'], []])
  })

  for (const [guard, more] of [
    ['max-removals', {guards: {maxRemovals: 0}}],
    ['max-group-removals', {guards: {maxGroupRemovals: 0}}],
  ] satisfies [string, More][])
    it(`let nobody go where ${guard} is 0%, however small the group`, () => {
      const plan = planOf({AWS_dev: {okta: ['ana', 'new'], aws: ['ana', 'bo']}}, more)
      expect(hitsOf(plan).map(([, hit]) => hit.guard)).to.deep.equal([guard])
      expect(ids(plan)).to.deep.equal(['AWS_dev +user-new'])
    })

  it('have nothing to say at 0% where nobody would go', () => {
    const plan = planOf(
      {AWS_dev: {okta: ['ana', 'new'], aws: ['ana']}},
      {guards: {maxRemovals: 0, maxGroupRemovals: 0}},
    )
    expect(hitsOf(plan)).to.deep.equal([])
  })

  it('let a group be emptied whose members Okta has all stopped', () => {
    const plan = planOf({AWS_dev: {okta: [person('bo', {status: 'SUSPENDED'})], aws: ['bo']}})
    expect(hitsOf(plan)).to.deep.equal([])
    expect(ids(plan)).to.deep.equal(['AWS_dev -user-bo'])
  })

  it('say nothing where nothing would be removed', () => {
    const plan = planOf(
      {AWS_dev: {okta: ['ana', 'new'], aws: ['ana'], complete: false}, AWS_empty: {okta: [], aws: []}},
      {protect: ['AWS_*'], guards: {minKeep: new Map([['AWS_empty', 5]]), requireSelf: ['AWS_dev']}},
    )
    expect(hitsOf(plan)).to.deep.equal([])
    expect(plan.findings.map(({kind, group}) => [kind, group])).to.deep.equal([['incomplete', 'AWS_dev']])
  })

  for (const {name, more} of [
    {name: 'without allowDelete', more: {manage: 'groups'}},
    {name: 'with manage: memberships', more: {allowDelete: true}},
    {name: 'that is protected', more: {...deleting, protect: ['aws_g*']}},
  ] satisfies {name: string; more: More}[])
    it(`are not asked about a group ${name}, which stays`, () => {
      const plan = planOf({AWS_gone: gone, AWS_steady: steady}, {...more, memory: goneFor(90)})
      expect(ids(plan)).to.deep.equal([])
      expect(hitsOf(plan)).to.deep.equal([])
      expect(plan.findings.map(({kind, group}) => [kind, group])).to.deep.equal([['gone', 'AWS_gone']])
    })

  it('are not asked about groups of a list that is cut off, which stay', () => {
    const {okta, aws} = sides({AWS_gone: gone, AWS_steady: steady}, {groupsComplete: false})
    const plan = makePlan(okta, aws, rules({...deleting, memory: goneFor(90)}))
    expect([ids(plan), hitsOf(plan)]).to.deep.equal([[], []])
  })
})
