import {expect} from 'chai'
import {makePlan} from '../../../src/lib/scim/plan/make-plan.js'
import {oktaId, person, rules, sides, user, type SidesOfGroup} from '../../support/scim-sides.js'

type Groups = Readonly<Record<string, SidesOfGroup>>

const id = (name: string) => oktaId('00g', name.replaceAll(/\W/gu, ''))
const planOf = (
  groups: Groups,
  more: Parameters<typeof rules>[0] = {},
  options: Parameters<typeof sides>[1] = {},
) => {
  const {okta, aws} = sides(groups, options)
  return makePlan(okta, aws, rules(more))
}
/** `AWS_dev update group-AWS_x +1 -0`, and what is told. */
const story = (plan: ReturnType<typeof planOf>) => ({
  groups: plan.groups.map(({name, action, aws, set, add, remove}) =>
    [
      name,
      action,
      aws?.id ?? 'nowhere',
      `+${add.length}`,
      `-${remove.length}`,
      ...Object.values(set ?? {}),
    ].join(' '),
  ),
  told: plan.findings.map(({kind, group}) => `${kind} ${group}`),
})

describe('groups are matched', () => {
  const ana = {okta: ['ana'], aws: ['ana']}
  for (const {name, groups, more = {}, want, told = []} of [
    {
      name: 'by externalId, whatever they are called',
      groups: {AWS_dev: {...ana, awsHead: {externalId: id('AWS_dev'), displayName: 'Developers'}}},
      want: ['AWS_dev none group-AWS_dev +0 -0'],
      told: ['rename AWS_dev'],
    },
    {
      name: 'and renamed with manage: groups [complaint 8]',
      groups: {AWS_dev: {...ana, awsHead: {externalId: id('AWS_dev'), displayName: 'Developers'}}},
      more: {manage: 'groups'},
      want: ['AWS_dev update group-AWS_dev +0 -0 AWS_dev'],
      told: ['rename AWS_dev'],
    },
    {
      name: 'but not renamed where the name is protected',
      groups: {AWS_dev: {...ana, awsHead: {externalId: id('AWS_dev'), displayName: 'Developers'}}},
      more: {manage: 'groups', protect: ['Dev*']},
      want: ['AWS_dev none group-AWS_dev +0 -0'],
      told: ['rename AWS_dev'],
    },
    {
      name: 'but not renamed to a name that another group has',
      groups: {
        AWS_dev: {...ana, awsHead: {externalId: id('AWS_dev'), displayName: 'Developers'}},
        aws_DEV: {aws: []},
      },
      more: {manage: 'groups'},
      want: ['AWS_dev none group-AWS_dev +0 -0'],
      told: ['name-clash AWS_dev', 'unmanaged aws_DEV'],
    },
    {
      name: 'but not renamed to a name that Identity Center refuses',
      groups: {'AWS_a<b': {...ana, awsHead: {externalId: id('AWS_a<b'), displayName: 'ab'}}},
      more: {manage: 'groups'},
      want: ['AWS_a<b none group-AWS_a<b +0 -0'],
      told: ['invalid-name AWS_a<b'],
    },
    {
      name: 'by externalId before by name',
      groups: {
        AWS_dev: {okta: ['ana'], aws: ['bo']},
        AWS_old: {aws: ['ana'], awsHead: {externalId: id('AWS_dev')}},
      },
      want: ['AWS_dev none group-AWS_old +0 -0'],
      told: ['rename AWS_dev', 'unmanaged AWS_dev'],
    },
    {
      name: 'by name, whatever its capitals, and told of them',
      groups: {AWS_dev: {...ana, awsHead: {displayName: 'aws_Dev'}}},
      want: ['AWS_dev none group-AWS_dev +0 -0'],
      told: ['rename AWS_dev'],
    },
    {
      name: 'and renamed where only capitals differ',
      groups: {AWS_dev: {...ana, awsHead: {externalId: id('AWS_dev'), displayName: 'aws_Dev'}}},
      more: {manage: 'groups'},
      want: ['AWS_dev update group-AWS_dev +0 -0 AWS_dev'],
      told: ['rename AWS_dev'],
    },
    {
      name: 'by name, and linked with manage: groups',
      groups: {AWS_dev: ana},
      more: {manage: 'groups'},
      want: [`AWS_dev update group-AWS_dev +0 -0 ${id('AWS_dev')}`],
    },
    {
      name: 'by the very name where another one differs in capitals only',
      groups: {AWS_dev: ana, aws_dev: {aws: ['bo']}},
      want: ['AWS_dev none group-AWS_dev +0 -0'],
      told: ['unmanaged aws_dev'],
    },
    {
      name: 'not where two names differ in capitals only and neither is the very one',
      groups: {AWS_dev: {okta: ['ana']}, AWS_Dev: {aws: []}, aws_dev: {aws: []}},
      want: ['AWS_dev none nowhere +0 -0'],
      told: ['name-clash AWS_dev'],
    },
    {
      name: 'not where two of Okta would be one',
      groups: {AWS_dev: {okta: ['ana'], aws: []}, AWS_DEV: {okta: ['bo'], aws: ['ana']}},
      want: ['AWS_DEV none nowhere +0 -0', 'AWS_dev none nowhere +0 -0'],
      told: ['name-clash AWS_DEV', 'name-clash AWS_dev'],
    },
    {
      name: 'not where the map makes two of Okta one',
      groups: {AWS_dev: ana, AWS_eng: {okta: ['bo']}},
      more: {map: new Map([['AWS_eng', 'aws_dev']])},
      want: ['AWS_dev none nowhere +0 -0', 'AWS_eng none nowhere +0 -0'],
      told: ['name-clash AWS_dev', 'name-clash AWS_eng'],
    },
    {
      name: 'not with one that belongs to another group of Okta',
      groups: {
        AWS_dev: {okta: ['ana'], aws: ['bo'], awsHead: {externalId: id('AWS_ops')}},
        AWS_ops: {okta: ['bo']},
      },
      want: ['AWS_dev none nowhere +0 -0', 'AWS_ops none group-AWS_dev +0 -0'],
      told: ['external-id-mismatch AWS_dev', 'rename AWS_ops'],
    },
    {
      name: 'with one that another tool has linked, and told of it',
      groups: {AWS_dev: {okta: ['ana'], aws: ['ana', 'bo'], awsHead: {externalId: 'google-1'}}},
      want: ['AWS_dev update group-AWS_dev +0 -1'],
      told: ['external-id-mismatch AWS_dev'],
    },
    {
      name: 'not where two have the externalId',
      groups: {
        AWS_dev: {...ana, awsHead: {externalId: id('AWS_dev')}},
        AWS_two: {aws: [], awsHead: {externalId: id('AWS_dev')}},
      },
      want: ['AWS_dev none nowhere +0 -0'],
      told: ['external-id-mismatch AWS_dev'],
    },
    {
      name: 'not with a name that only looks alike, and none is made under it',
      groups: {'AWS_adm\u0131n': {okta: ['ana']}, AWS_admin: {aws: ['ana']}},
      more: {manage: 'groups'},
      want: ['AWS_adm\u0131n none nowhere +0 -0'],
      told: ['unmanaged AWS_admin', 'name-clash AWS_adm\u0131n'],
    },
    {
      name: 'by the map, by name and by id',
      groups: {
        AWS_dev: {okta: ['ana']},
        AWS_ops: {okta: ['bo']},
        Developers: {aws: ['ana']},
        Operators: {aws: ['bo']},
      },
      more: {
        map: new Map([
          ['AWS_dev', 'Developers'],
          [id('AWS_ops'), 'Operators'],
        ]),
      },
      want: ['AWS_dev none group-Developers +0 -0', 'AWS_ops none group-Operators +0 -0'],
    },
  ] satisfies {
    name: string
    groups: Groups
    more?: Parameters<typeof rules>[0]
    want: string[]
    told?: string[]
  }[])
    it(name, () => {
      expect(story(planOf(groups, more))).to.deep.equal({groups: want, told})
    })

  it('and one that left the scope by its name in Okta is told of as such', () => {
    const {findings} = planOf({
      AWS_ops: {okta: ['ana'], aws: ['ana']},
      Retired: {okta: ['ana']},
      AWS_dev: {aws: ['ana'], awsHead: {externalId: id('Retired')}},
    })
    expect(findings.map(({kind, group}) => [kind, group])).to.deep.equal([['unmanaged', 'AWS_dev']])
    expect(findings[0]?.reason).to.contain('"Retired"').and.to.contain('out of scope')
  })
})

describe('people are matched', () => {
  const ana = person('ana')
  const asAna = user('ana')
  for (const {name, members, there, users = [], want, reason} of [
    {
      name: 'by externalId, whatever they are called',
      members: [ana],
      there: [user('ana', {userName: 'a@old.example.com'})],
      want: [0, 0],
    },
    {
      name: 'by their login, whatever its capitals',
      members: [ana],
      there: [],
      users: [user('ana', {externalId: undefined, userName: 'ANA@example.com'})],
      want: [1, 0],
    },
    {
      name: 'by their login where another tool has linked the user',
      members: [ana],
      there: [],
      users: [user('ana', {externalId: 'google-7'})],
      want: [1, 0],
    },
    {
      name: 'not by their login where the user is linked to another account of Okta',
      members: [ana],
      there: [],
      users: [user('ana', {externalId: oktaId('00u', 'former')})],
      want: [0, 0],
      reason: /belongs to another account of Okta's \(00u0+former\)/,
    },
    {
      name: 'not where two users have that login, and both stay as they are',
      members: [ana],
      there: [
        user('ana', {externalId: undefined}),
        user('ana2', {externalId: undefined, userName: 'Ana@Example.com'}),
      ],
      want: [0, 0],
      reason: /2 users in Identity Center have that userName/,
    },
    {
      name: 'not where two users have that externalId, and both stay as they are',
      members: [ana],
      there: [asAna, user('ana2', {externalId: ana.id})],
      want: [0, 0],
      reason: /2 users in Identity Center have that externalId/,
    },
    {
      name: 'not where two logins differ in capitals only, and the user stays as it is',
      members: [ana, person('Ana', {login: 'ANA@example.com'})],
      there: [user('ana', {externalId: undefined})],
      want: [0, 0],
      reason: /the logins of 2 people differ in capitals only/,
    },
    {
      name: 'one by externalId and the other not at all where logins differ in capitals only',
      members: [ana, person('Ana', {login: 'ANA@example.com'})],
      there: [],
      users: [asAna],
      want: [1, 0],
      reason: /belongs to another account of Okta's/,
    },
    {
      name: 'not where a login only looks like that of a user',
      members: [person('ana', {login: 'adm\u0131n@example.com'})],
      there: [],
      users: [user('admin', {externalId: undefined})],
      want: [0, 0],
      reason: /^not in Identity Center/,
    },
    {
      name: 'not where there is no such user, and nobody is made [complaint 11]',
      members: [ana],
      there: [user('bo')],
      users: [user('cy')],
      want: [0, 1],
      reason: /^not in Identity Center/,
    },
  ])
    it(name, () => {
      const {groups, findings} = planOf(
        {AWS_dev: {okta: members, aws: there}},
        {guards: {allowEmpty: true}},
        {users},
      )
      expect([groups[0]?.add.length, groups[0]?.remove.length]).to.deep.equal(want)
      const unresolved = findings.filter(({kind}) => kind === 'unresolved')
      expect(unresolved.length > 0).to.equal(reason !== undefined)
      for (const finding of unresolved) expect(finding.reason).to.match(reason!)
    })
})
