import {expect} from 'chai'
import type {GroupPlan, Plan} from '../../../../src/lib/scim/plan/plan.js'
import {withCeilings} from '../../../../src/lib/scim/watch/removals-so-far.js'
import type {KnownGroup} from '../../../../src/lib/scim/watch/watch-memory.js'
import {openPolicy} from '../../../support/scim-tenant.js'

const ids = (count: number, prefix = 'u'): readonly string[] =>
  Array.from({length: count}, (_, index) => `${prefix}${index}`)

function planOf(removals: readonly string[]): Plan {
  const group: GroupPlan = {
    name: 'AWS_dev',
    action: 'update',
    okta: {id: '00g1', name: 'AWS_dev'},
    aws: {id: 'g1', displayName: 'AWS_dev'},
    add: [],
    remove: removals.map((awsId) => ({awsId, userName: awsId})),
    kept: 10,
    guards: [],
    fingerprint: {},
  }
  const heads = {org: 'o', tenant: 't', via: 'scim', manage: 'memberships'} as const
  return {version: 1, ...heads, groups: [group], findings: [], guards: []}
}

function known(parts: Partial<KnownGroup>): ReadonlyMap<string, KnownGroup> {
  const none = {
    size: 40,
    before: 40,
    joined: new Set<string>(),
    left: new Set<string>(),
    unresolved: new Set<string>(),
  }
  return new Map([['00g1', {...none, ...parts}]])
}

const quarter = {...openPolicy.guards, maxGroupRemovals: 0.25}

describe('ceilings over what was removed since the last full pass', () => {
  const guardsOf = ({groups, guards}: Plan): readonly string[] => [
    ...groups.flatMap((group) => group.guards.map(({guard}) => guard)),
    ...guards.map(({guard}) => guard),
  ]

  for (const {name, left, now, joined = [], want} of [
    {name: 'a quarter at once', left: 0, now: 10, want: false},
    {name: 'more at once', left: 0, now: 11, want: true},
    {name: 'a quarter bit by bit', left: 9, now: 1, want: false},
    {name: 'more bit by bit', left: 10, now: 1, want: true},
    {name: 'who came since and goes again', left: 10, now: 1, joined: ['u0'], want: false},
  ])
    it(`${want ? 'hold' : 'let pass'} ${name}`, () => {
      const memory = known({left: new Set(ids(left, 'gone')), joined: new Set(joined)})
      const plan = withCeilings(planOf(ids(now)), memory, quarter)
      expect(guardsOf(plan)).to.deep.equal(want ? ['max-group-removals'] : [])
    })

  it('hold all groups together by a share, and by a number', () => {
    const memory = known({left: new Set(ids(3, 'gone'))})
    const share = withCeilings(planOf(ids(2)), memory, {...openPolicy.guards, maxRemovals: 0.1})
    expect(guardsOf(share)).to.deep.equal(['max-removals'])
    const count = withCeilings(planOf(ids(2)), memory, {...openPolicy.guards, maxRemovalCount: 4})
    expect(guardsOf(count)).to.deep.equal(['max-removal-count'])
    expect(guardsOf(withCeilings(planOf(ids(2)), memory, openPolicy.guards))).to.deep.equal([])
  })
})
