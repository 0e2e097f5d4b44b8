import {expect} from 'chai'
import {
  learnBothSides,
  type BothSidesWish,
  type LearnFigures,
} from '../../../../src/lib/scim/learn/learn-both-sides.js'
import {makePlan} from '../../../../src/lib/scim/plan/make-plan.js'
import type {AwsSide, OktaSide, Plan} from '../../../../src/lib/scim/plan/plan.js'
import {OpsError} from '../../../../src/lib/shared/errors.js'
import {
  fakeAws,
  fakeOkta,
  type FakeAws,
  type FakeAwsOptions,
  type FakeOkta,
} from '../../../support/fake-directories.js'
import {names, oktaId, person, rules, sides, user} from '../../../support/scim-sides.js'
import {opsErrorFrom} from '../../../support/thrown.js'

const usual: BothSidesWish = {
  groups: ['AWS_*'],
  map: new Map(),
  manage: 'memberships',
  allowDelete: false,
  via: 'auto',
}

interface Lab {
  readonly okta: FakeOkta
  readonly aws: FakeAws
  readonly learn: (wish?: Partial<BothSidesWish>) => ReturnType<typeof learnBothSides>
}

function lab(
  truth: {readonly okta: OktaSide; readonly aws: AwsSide},
  options: FakeAwsOptions & {
    readonly failure?: Error
    readonly identityStore?: FakeAws
  } = {},
): Lab {
  const {failure, identityStore} = options
  const okta = fakeOkta(
    truth.okta,
    () => failure ?? new OpsError('OPS_SERVICE', 'it failed', {failure: 'unavailable'}),
  )
  const aws = fakeAws(truth.aws, options)
  const sources = {
    okta,
    scim: aws,
    tenant: truth.aws.tenant,
    identityStore: identityStore && (() => Promise.resolve(identityStore)),
  }
  return {okta, aws, learn: (wish = {}) => learnBothSides(sources, {...usual, ...wish})}
}

/** What a plan says of it, without the order in which things were read. */
function planOf({okta, aws}: {readonly okta: OktaSide; readonly aws: AwsSide}): Plan {
  return makePlan(okta, aws, rules())
}

function count(seen: readonly string[]): Record<string, number> {
  const counts: Record<string, number> = {}
  for (const what of seen) counts[what.split(' ')[0]!] = (counts[what.split(' ')[0]!] ?? 0) + 1
  return counts
}

describe('learning both sides', () => {
  it('gives the plan that the whole truth gives', async () => {
    const truth = sides(
      {
        AWS_a: {okta: ['ada', 'bob', 'new'], aws: ['ada', 'eve']},
        AWS_b: {okta: ['bob', 'nobody'], aws: ['bob'], awsHead: {externalId: oktaId('00g', 'AWS_b')}},
        AWS_hand: {aws: ['eve']},
        AWS_missing: {okta: ['ada']},
        Other: {okta: ['ada'], aws: ['eve']},
      },
      {users: ['new', 'idle']},
    )
    const {learn, okta} = lab(truth)
    const learnt = await learn()
    expect(planOf(learnt)).to.deep.equal(planOf(truth))
    expect(okta.seen.filter((line) => line.startsWith('groups'))).to.deep.equal([
      'groups AWS_',
      'groups AWS_',
    ])
  })

  it('asks for no more than 2,500 pages of 10,000 people in 500 groups, from nothing and once in step [complaint 2]', async () => {
    const people = names(10_000)
    const groups = Object.fromEntries(
      names(500, 'AWS_g').map((name, at) => {
        // The sizes of facts: 183 to 6,038 members, 200,000 in all, a few large ones.
        const size = at === 0 ? 6038 : 183 + ((at * 7919) % 412)
        return [name, Array.from({length: size}, (_, index) => people[(at * 131 + index) % people.length]!)]
      }),
    )
    const sum = Object.values(groups).reduce((all, members) => all + members.length, 0)
    expect(sum).to.be.within(195_000, 205_000)
    const same = sides(
      Object.fromEntries(Object.entries(groups).map(([name, all]) => [name, {okta: all, aws: all}])),
    )
    const inStep = lab(same)
    const learnt = await inStep.learn()
    expect(inStep.aws.calls()).to.be.at.most(2500)
    expect(learnt.figures.calls).to.equal(inStep.aws.calls())
    expect(learnt.figures.estimates.scim.all).to.equal(inStep.aws.calls())

    const empty = lab(
      sides(Object.fromEntries(Object.entries(groups).map(([name, all]) => [name, {okta: all, aws: []}])), {
        users: people,
      }),
    )
    const {aws} = await empty.learn()
    expect(empty.aws.calls()).to.be.at.most(2500)
    expect(aws.users).to.have.length(10_000)
  }).timeout(20_000)

  describe('Okta', () => {
    it('tells of a group that cannot be read, and goes on with the others [complaint 9]', async () => {
      const {learn} = lab(
        sides({AWS_a: {okta: undefined, aws: ['ada']}, AWS_b: {okta: ['bob'], aws: []}}, {users: ['bob']}),
      )
      const learnt = await learn()
      expect(learnt.okta.groups.find(({group}) => group.name === 'AWS_a')).to.deep.include({
        members: undefined,
        unread: 'it failed',
      })
      const plan = planOf(learnt)
      expect(plan.groups.find(({name}) => name === 'AWS_a')).to.deep.include({remove: []})
      expect(plan.groups.find(({name}) => name === 'AWS_b')?.add).to.have.length(1)
    })

    it('gives up when no group can be read', async () => {
      const {learn} = lab(sides({AWS_a: {okta: undefined, aws: ['ada']}}))
      expect((await opsErrorFrom(() => learn())).code).to.equal('OPS_SERVICE')
    })

    for (const [code, failure] of [
      ['OPS_SIGNED_OUT', 'signedOut'],
      ['OPS_INTERRUPTED', 'interrupted'],
      ['OPS_BREAKER_OPEN', 'unavailable'],
    ] as const)
      it(`gives up at once on ${code}`, async () => {
        const error = new OpsError(code, 'over', {failure})
        const {learn} = lab(sides({AWS_a: {okta: undefined, aws: []}, AWS_b: {okta: [], aws: []}}), {
          failure: error,
        })
        expect((await opsErrorFrom(() => learn())).code).to.equal(code)
      })

    it('reads a group again that changed while the others were read', async () => {
      const truth = sides(
        {AWS_a: {okta: ['ada'], aws: []}, AWS_b: {okta: ['bob'], aws: []}},
        {users: ['ada', 'bob', 'eve']},
      )
      const {okta, learn} = lab(truth)
      const members = okta.members
      let changed = false
      Object.assign(okta, {
        members: async (id: string) => {
          const found = await members(id)
          if (!changed && id === oktaId('00g', 'AWS_a')) {
            changed = true
            okta.side.groups[0] = {
              ...okta.side.groups[0]!,
              group: {...okta.side.groups[0]!.group, lastMembershipUpdated: new Date(5)},
              members: [person('eve')],
            }
          }
          return found
        },
      })
      const {okta: read} = await learn()
      expect(read.groups.find(({group}) => group.name === 'AWS_a')?.members).to.deep.equal([person('eve')])
      expect(count(okta.seen)['members']).to.equal(3)
    })

    it('does not take a group for gone that search has missed, or that is called otherwise by now [complaint 10]', async () => {
      const truth = sides({
        AWS_late: {
          okta: ['ada'],
          aws: ['ada'],
          awsHead: {externalId: oktaId('00g', 'AWSlate')},
          oktaHead: {id: oktaId('00g', 'AWSlate')},
        },
        AWS_old: {
          okta: ['ada'],
          aws: ['ada'],
          awsHead: {externalId: oktaId('00g', 'AWSold')},
          oktaHead: {id: oktaId('00g', 'AWSold'), name: 'Renamed'},
        },
        AWS_gone: {aws: ['ada'], awsHead: {externalId: oktaId('00g', 'AWSgone')}},
      })
      const {okta, learn} = lab(truth)
      const groups = okta.groups
      Object.assign(okta, {
        groups: async (prefix: string) => (await groups(prefix)).filter(({name}) => name !== 'AWS_late'),
      })
      const learnt = await learn({manage: 'groups', allowDelete: true})
      const plan = makePlan(learnt.okta, learnt.aws, rules({manage: 'groups', allowDelete: true}))
      expect(plan.groups.map(({name, action}) => [name, action])).to.deep.equal([
        ['AWS_gone', 'delete'],
        ['AWS_late', 'none'],
      ])
      expect(plan.findings.find(({group}) => group === 'AWS_old')?.kind).to.equal('unmanaged')
      expect(count(okta.seen)['members']).to.equal(1)
    })

    for (const {name, owner, told, members} of [
      {name: 'is there under another name', owner: 'Renamed', told: 'nothing is changed for it', members: 0},
      {name: 'is gone', owner: undefined, told: 'matched by name', members: 1},
    ])
      it(`gives a new group no other group's name as long as that one ${name}`, async () => {
        const first = oktaId('00g', 'first')
        const truth = sides({
          AWS_a: {okta: ['eve'], aws: ['ada'], awsHead: {externalId: first}},
          AWS_b: {okta: ['ada'], aws: ['ada']},
          ...(owner === undefined ? {} : {AWS_was: {okta: ['ada'], oktaHead: {id: first, name: owner}}}),
        })
        const {learn} = lab(truth)
        const learnt = await learn()
        const plan = planOf(learnt)
        const group = plan.groups.find((one) => one.name === 'AWS_a')
        expect(group?.remove).to.have.length(members)
        const finding = plan.findings.find(({kind}) => kind === 'external-id-mismatch')
        expect(finding?.group).to.equal('AWS_a')
        expect(finding?.reason).to.contain(told)
        // The grace before a deletion begins only when nobody's name fits the group any more.
        expect(learnt.gone).to.deep.equal([])
      })
  })

  describe('Identity Center', () => {
    const many = names(3000, 'u')

    it('looks a few people up, and lists all for many', async () => {
      const few = lab(sides({AWS_a: {okta: [...many, 'x'], aws: many}}, {users: ['x']}))
      await few.learn()
      expect(count(few.aws.seen)).to.deep.equal({groups: 1, members: 30, find: 1})
      const lots = lab(sides({AWS_a: {okta: many, aws: []}}, {users: many}))
      await lots.learn()
      expect(count(lots.aws.seen)).to.deep.equal({groups: 1, members: 1, users: 30})
    })

    it('finds somebody by login whom nothing is linked to', async () => {
      const {aws, learn} = lab(
        sides({AWS_a: {okta: [...many, 'x'], aws: many}}, {users: [user('x', {externalId: undefined})]}),
      )
      const plan = planOf(await learn())
      expect(plan.groups[0]?.add.map(({awsId}) => awsId)).to.deep.equal(['user-x'])
      expect(count(aws.seen)['find']).to.equal(2)
    })

    it('looks groups up instead of listing thousands, where the last pass has counted them', async () => {
      const truth = sides(
        {
          AWS_a: {okta: ['ada'], aws: ['bob']},
          AWS_b: {okta: [], aws: [], awsHead: {externalId: oktaId('00g', 'AWS_b')}},
        },
        {users: ['ada']},
      )
      const {aws, learn} = lab(truth)
      const {aws: side} = await learn({lastSizes: {groups: 900, users: 5}})
      expect(count(aws.seen)).to.include({find: 3, members: 2})
      expect(count(aws.seen)).not.to.have.property('groups')
      expect(side.groupsComplete).to.equal(false)
      const all = lab(truth)
      await all.learn({lastSizes: {groups: 900, users: 5}, manage: 'groups'})
      expect(count(all.aws.seen)['groups']).to.equal(1)
    })

    it('leaves out a group whose members are refused, and gives up when the service fails', async () => {
      const truth = sides({AWS_a: {okta: [], aws: ['ada']}, AWS_b: {okta: [], aws: ['bob']}})
      const refused = lab(truth, {
        failMembers: (id) =>
          id === 'group-AWS_a' ? new OpsError('OPS_REQUEST_REJECTED', 'gone') : undefined,
      })
      expect([...(await refused.learn()).aws.members.keys()]).to.deep.equal(['group-AWS_b'])
      for (const code of ['OPS_SERVICE', 'OPS_BAD_ANSWER'] as const) {
        const broken = lab(truth, {failMembers: () => new OpsError(code, 'down', {failure: 'unavailable'})})
        expect((await opsErrorFrom(() => broken.learn())).code).to.equal(code)
      }
    })

    it('leaves out a group whose answer makes no sense', async () => {
      const truth = sides({AWS_a: {okta: [], aws: ['ada']}, AWS_b: {okta: [], aws: ['bob']}})
      const strange = lab(truth, {
        failMembers: (id) =>
          id === 'group-AWS_a'
            ? new OpsError('OPS_BAD_ANSWER', 'no JSON', {failure: 'unavailable'})
            : undefined,
      })
      expect([...(await strange.learn()).aws.members.keys()]).to.deep.equal(['group-AWS_b'])
    })
  })

  describe('the old generation of the endpoint', () => {
    const truth = sides(
      {
        AWS_a: {okta: ['ada', 'bob'], aws: ['ada', 'eve']},
        ...Object.fromEntries(names(60, 'Z').map((name) => [name, {aws: []}])),
      },
      {users: ['bob', ...names(80, 'u')]},
    )

    it('asks pair by pair, adds who is missing and removes nobody [complaint 4]', async () => {
      const {aws, learn} = lab(truth, {old: true})
      const learnt = await learn()
      expect(learnt.aws.members.get('group-AWS_a')).to.deep.equal({users: [user('ada')], complete: false})
      const [group] = planOf(learnt).groups
      expect(group?.add.map(({userName}) => userName)).to.deep.equal(['bob@example.com'])
      expect(group?.remove).to.deep.equal([])
      expect(count(aws.seen)['pair']).to.equal(2)
    })

    it('is left for the Identity Store where scim.yaml names one [scim.yaml identityStore]', async () => {
      const identityStore = fakeAws(truth.aws, {via: 'identity-store'})
      const {aws, learn} = lab(truth, {old: true, identityStore})
      const learnt = await learn()
      expect(learnt.figures).to.include({via: 'identity-store'})
      expect(learnt.figures.why).to.contain('old generation')
      expect(aws.seen).to.deep.equal(['find id'])
      expect(
        planOf(learnt)
          .groups.find(({name}) => name === 'AWS_a')
          ?.remove.map(({userName}) => userName),
      ).to.deep.equal(['eve@example.com'])
    })
  })

  describe('the way', () => {
    const truth = sides({AWS_a: {okta: ['ada'], aws: ['eve']}}, {users: ['ada']})

    it('is SCIM when both are there, since it takes fewer calls', async () => {
      const identityStore = fakeAws(truth.aws, {via: 'identity-store'})
      const told: Omit<LearnFigures, 'calls'>[] = []
      const {learn} = lab(truth, {identityStore})
      const {figures} = await learn({onEstimate: (figures) => told.push(figures)})
      expect(figures.via).to.equal('scim')
      expect(figures.estimates['identity-store']!.all).to.be.above(figures.estimates.scim.all)
      expect(told).to.deep.equal([{via: figures.via, why: figures.why, estimates: figures.estimates}])
      expect(identityStore.seen).to.deep.equal([])
    })

    it('is what is said', async () => {
      const identityStore = fakeAws(truth.aws, {via: 'identity-store'})
      const {learn, aws} = lab(truth, {identityStore})
      const learnt = await learn({via: 'identity-store'})
      expect(learnt.aws.via).to.equal('identity-store')
      expect(aws.seen).to.deep.equal(['find id'])
      expect(planOf(learnt).groups).to.deep.equal(planOf(await lab(truth).learn()).groups)
      const old = lab(truth, {old: true, identityStore})
      expect((await old.learn({via: 'scim'})).aws.via).to.equal('scim')
    })
  })

  it('takes no Identity Store that belongs to another Identity Center', async () => {
    const other = sides({AWS_a: {okta: ['ada'], aws: ['eve'], awsHead: {id: 'group-elsewhere'}}})
    const identityStore = fakeAws(other.aws, {via: 'identity-store'})
    const {learn} = lab(sides({AWS_a: {okta: ['ada'], aws: ['eve']}}), {identityStore})
    const error = await opsErrorFrom(() => learn({via: 'identity-store'}))
    expect(error).to.include({code: 'OPS_SCIM_CONFIG', failure: 'usage'})
  })

  it('tells how far it is', async () => {
    const told: string[] = []
    const {learn} = lab(sides({AWS_a: {okta: [], aws: []}, AWS_b: {okta: [], aws: []}}))
    await learn({onProgress: ({step, done, all}) => told.push(`${step} ${done}/${all}`)})
    expect(told).to.deep.equal(['okta 1/2', 'okta 2/2', 'aws 1/2', 'aws 2/2'])
  })
})
