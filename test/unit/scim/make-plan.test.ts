import {expect} from 'chai'
import {makePlan} from '../../../src/lib/scim/plan/make-plan.js'
import type {Plan} from '../../../src/lib/scim/plan/plan.js'
import {workOf} from '../../../src/lib/scim/plan/work.js'
import {oktaId, person, rules, sides, user, type SidesOfGroup} from '../../support/scim-sides.js'

const planOf = (
  groups: Readonly<Record<string, SidesOfGroup>>,
  more: Parameters<typeof rules>[0] = {},
  options: Parameters<typeof sides>[1] = {},
): Plan => {
  const {okta, aws} = sides(groups, options)
  return makePlan(okta, aws, rules(more))
}
const changes = (plan: Plan) =>
  plan.groups.map(({name, action, add, remove, kept}) => [
    name,
    action,
    add.map(({userName}) => userName.split('@')[0]),
    remove.map(({userName}) => userName.split('@')[0]),
    kept,
  ])
const told = (plan: Plan) => plan.findings.map(({kind, group, person: who}) => [kind, group, who ?? ''])

describe('a plan', () => {
  it('adds who is missing and removes who is too many', () => {
    const plan = planOf(
      {AWS_dev: {okta: ['ana', 'bo', 'cy'], aws: ['bo', 'dee']}},
      {},
      {users: ['ana', 'cy']},
    )
    expect(changes(plan)).to.deep.equal([['AWS_dev', 'update', ['ana', 'cy'], ['dee'], 1]])
    expect(plan.groups[0]?.remove).to.deep.equal([{awsId: 'user-dee', userName: 'dee@example.com'}])
    expect(plan.groups[0]?.add[0]).to.deep.equal({
      awsId: 'user-ana',
      userName: 'ana@example.com',
      oktaId: oktaId('00u', 'ana'),
    })
    expect(plan.findings).to.deep.equal([])
  })

  it('leaves a group in order alone, and lists it last', () => {
    const plan = planOf(
      {
        AWS_a: {okta: ['ana'], aws: ['ana']},
        AWS_b: {okta: ['ana', 'bo'], aws: ['ana']},
        other: {okta: ['ana'], aws: []},
      },
      {},
      {users: ['bo']},
    )
    expect(changes(plan).map(([name, action]) => [name, action])).to.deep.equal([
      ['AWS_b', 'update'],
      ['AWS_a', 'none'],
    ])
    expect(workOf(plan).map(({group}) => group.name)).to.deep.equal(['AWS_b'])
  })

  for (const {status, want} of [
    {status: 'ACTIVE', want: 'in'},
    {status: 'PROVISIONED', want: 'in'},
    {status: 'RECOVERY', want: 'in'},
    {status: 'PASSWORD_EXPIRED', want: 'in'},
    {status: 'LOCKED_OUT', want: 'in'},
    {status: 'SUSPENDED', want: 'out'},
    {status: 'DEPROVISIONED', want: 'out'},
    {status: 'STAGED', want: 'out'},
    {status: 'FROZEN_BY_A_RELEASE_TO_COME', want: 'as it was'},
  ])
    it(`wants a person with the status ${status} ${want}`, () => {
      const plan = planOf({
        AWS_with: {okta: [person('ana', {status}), 'bo'], aws: ['ana', 'bo']},
        AWS_without: {okta: [person('ana', {status}), 'bo'], aws: ['bo']},
      })
      const [withAna, without] = ['AWS_with', 'AWS_without'].map((name) =>
        plan.groups.find((one) => one.name === name),
      )
      expect(withAna?.remove.length).to.equal(want === 'out' ? 1 : 0)
      expect(without?.add.length).to.equal(want === 'in' ? 1 : 0)
      expect(told(plan)).to.deep.equal(
        want === 'in'
          ? []
          : [
              ['inactive', 'AWS_with', 'ana@example.com'],
              ['inactive', 'AWS_without', 'ana@example.com'],
            ],
      )
      expect(plan.findings.map(({reason}) => reason.includes('to be removed'))).to.deep.equal(
        want === 'in' ? [] : [want === 'out', false],
      )
    })

  it('tells of a group that Identity Center has not, and creates it with manage: groups [complaint 3] [complaint 11]', () => {
    const groups = {AWS_new: {okta: ['ana', 'zed']}}
    const memberships = planOf(groups, {}, {users: ['ana']})
    expect(changes(memberships)).to.deep.equal([['AWS_new', 'none', [], [], 0]])
    expect(told(memberships)).to.deep.equal([
      ['missing-group', 'AWS_new', ''],
      ['unresolved', 'AWS_new', 'zed@example.com'],
    ])
    const whole = planOf(groups, {manage: 'groups'}, {users: ['ana']})
    expect(changes(whole)).to.deep.equal([['AWS_new', 'create', ['ana'], [], 0]])
    expect(whole.groups[0]?.set).to.deep.equal({displayName: 'AWS_new', externalId: oktaId('00g', 'AWS_new')})
    expect(told(whole)).to.deep.equal([['unresolved', 'AWS_new', 'zed@example.com']])
    const partial = planOf(groups, {manage: 'groups'}, {users: ['ana'], groupsComplete: false})
    expect(changes(partial)).to.deep.equal([['AWS_new', 'none', [], [], 0]])
    expect(told(partial)[0]).to.deep.equal(['incomplete', 'AWS_new', ''])
  })

  it('creates no group under a name that Identity Center refuses, and says which rule it breaks', () => {
    const plan = planOf({'AWS_a%b': {okta: ['ana']}}, {manage: 'groups'}, {users: ['ana']})
    expect(changes(plan)).to.deep.equal([['AWS_a%b', 'none', [], [], 0]])
    expect(plan.findings[0]).to.deep.include({kind: 'invalid-name'})
    expect(plan.findings[0]?.reason).to.contain('may not hold %')
  })

  it('changes nothing of a group whose members Okta did not give, and does not call that done', () => {
    const plan = planOf({AWS_dev: {okta: undefined, aws: ['ana']}})
    expect(changes(plan)).to.deep.equal([['AWS_dev', 'none', [], [], 0]])
    expect(told(plan)).to.deep.equal([['unread', 'AWS_dev', '']])
    expect(plan.groups[0]?.guards).to.have.nested.property('[0].guard', 'incomplete-read')
    expect(workOf(plan)).to.deep.equal([])
  })

  it('removes nobody twice, and adds nobody twice, where a page came twice', () => {
    const plan = planOf(
      {AWS_dev: {okta: ['ana', 'bo', 'ana'], aws: ['dee', 'bo', 'dee', 'bo']}},
      {},
      {users: ['ana']},
    )
    expect(changes(plan)).to.deep.equal([['AWS_dev', 'update', ['ana'], ['dee'], 1]])
  })

  it('tells of groups that only Identity Center has, and leaves them alone [complaint 7]', () => {
    const plan = planOf(
      {
        AWS_hand: {aws: ['ana']},
        AWS_gone: {aws: ['ana'], awsHead: {externalId: oktaId('00g', 'old')}},
        Administrators: {aws: ['ana']},
      },
      {allowDelete: true},
    )
    expect(plan.groups).to.deep.equal([])
    expect(told(plan)).to.deep.equal([
      ['missing-group', 'AWS_*', ''],
      ['gone', 'AWS_gone', ''],
      ['unmanaged', 'AWS_hand', ''],
    ])
  })

  it('tells of names in scim.yaml that no group has', () => {
    const plan = planOf(
      {AWS_dev: {okta: ['ana'], aws: ['ana']}},
      {
        map: new Map([['Engineers', 'AWS_eng']]),
        guards: {minKeep: new Map([['AWS_breakglas', 2]]), requireSelf: ['AWS_admin']},
      },
    )
    expect(told(plan).map(([kind, group]) => [kind, group])).to.deep.equal([
      ['missing-group', 'AWS_admin'],
      ['missing-group', 'AWS_breakglas'],
      ['missing-group', 'Engineers'],
    ])
  })

  it('knows somebody by externalId whose name has changed', () => {
    const plan = planOf({AWS_dev: {okta: ['ana'], aws: [user('ana', {userName: 'ana.old@example.com'})]}})
    expect(changes(plan)).to.deep.equal([['AWS_dev', 'none', [], [], 1]])
  })
})
