import {expect} from 'chai'
import {parseScim, withScimSettings} from '../../../../src/lib/scim/config/scim-file.js'
import {makePlan} from '../../../../src/lib/scim/plan/make-plan.js'
import type {Plan} from '../../../../src/lib/scim/plan/plan.js'
import {workOf} from '../../../../src/lib/scim/plan/work.js'
import {names, oktaId, sides, user, type SidesOfGroup} from '../../../support/scim-sides.js'
import {opsErrorOf} from '../../../support/thrown.js'

const file = 'scim.yaml'
const parse = (text: string) => parseScim(text, {file, env: {TEAM: 'deck'}})
const withKeys = (keys: object) => parse(JSON.stringify({version: 1, ...keys}))

describe('scim.yaml', () => {
  for (const [key, keys, path, value] of [
    [
      'connection.url',
      {connection: {url: 'https://scim.eu-west-1.amazonaws.com/T1/scim/v2/'}},
      'connection.url',
      'https://scim.eu-west-1.amazonaws.com/T1/scim/v2',
    ],
    ['connection.token', {connection: {token: 'env:SCIM'}}, 'connection.token', {kind: 'env', name: 'SCIM'}],
    [
      'connection.nextToken',
      {connection: {nextToken: 'file:/run/next'}},
      'connection.nextToken',
      {kind: 'file', path: '/run/next'},
    ],
    [
      'connection.tokenIssued',
      {connection: {tokenIssued: '2026-03-01'}},
      'connection.tokenIssued',
      new Date('2026-03-01T00:00:00Z'),
    ],
    ['identityStore.id', {identityStore: {id: 'd-0123456789'}}, 'identityStore.id', 'd-0123456789'],
    ['identityStore.region', {identityStore: {region: 'eu-west-1'}}, 'identityStore.region', 'eu-west-1'],
    ['identityStore.profile', {identityStore: {profile: 'admin'}}, 'identityStore.profile', 'admin'],
    ['guards.self', {guards: {self: 'ana@example.com'}}, 'policy.guards.self', 'ana@example.com'],
    ['pace.ceiling', {pace: {ceiling: '30/m'}}, 'pace.ceiling', 0.5],
    ['pace.workers', {pace: {workers: 2}}, 'pace.workers', 2],
    ['mixedPatch', {mixedPatch: true}, 'mixedPatch', true],
    ['pairFilter', {pairFilter: 'members.value'}, 'pairFilter', 'members.value'],
  ] as const)
    it(`[scim.yaml ${key}] is read`, () => {
      expect(withKeys(keys)).to.have.deep.nested.property(path, value)
      expect(withKeys({})).not.to.have.deep.nested.property(path, value)
    })

  const twelve = names(12)
  const gone = {aws: ['ana'], awsHead: {externalId: oktaId('00g', 'gone')}}
  const linked = {okta: ['ana'], aws: ['ana'], awsHead: {externalId: oktaId('00g', 'AWS_dev')}}
  const sentOff = {AWS_dev: {okta: [], aws: twelve}}

  /** What plans come to: what is done, and which guards hold how much. */
  const outcome = (plan: Plan) => [
    ...workOf(plan).map(({group, action, set, add, remove}) =>
      [action, group.name, `+${add.length}`, `-${remove.length}`, set?.displayName ?? ''].join(' ').trim(),
    ),
    ...plan.groups.flatMap(({name, guards}) => guards.map(({guard}) => `${name} ${guard}`)),
    ...plan.guards.map(({guard}) => guard),
  ]

  for (const {key, keys, beside = {}, groups, without, want} of [
    {
      key: 'groups',
      keys: {groups: ['*']},
      groups: {Engineers: {okta: [], aws: ['ana']}},
      without: [],
      want: ['Engineers empty-source'],
    },
    {
      key: 'map',
      keys: {map: {AWS_dev: 'Developers'}},
      groups: {AWS_dev: {okta: ['ana'], aws: ['bo', 'ana']}, Developers: {aws: ['ana', 'bo', 'cy']}},
      without: ['update AWS_dev +0 -1'],
      want: ['update AWS_dev +0 -2'],
    },
    {
      key: 'manage',
      keys: {manage: 'groups'},
      groups: {AWS_dev: {okta: ['ana']}},
      without: [],
      want: ['create AWS_dev +1 -0 AWS_dev'],
    },
    {
      key: 'allowDelete',
      keys: {allowDelete: true},
      beside: {manage: 'groups', guards: {deleteGrace: '0s'}},
      groups: {AWS_gone: gone, AWS_dev: linked},
      without: [],
      want: ['delete AWS_gone +0 -1'],
    },
    {
      key: 'protect',
      keys: {protect: ['*gone']},
      beside: {manage: 'groups', allowDelete: true, guards: {deleteGrace: '0s'}},
      groups: {AWS_gone: gone, AWS_dev: linked},
      without: ['delete AWS_gone +0 -1'],
      want: [],
    },
    {
      key: 'guards.maxRemovals',
      keys: {guards: {maxRemovals: '10%'}},
      groups: {AWS_dev: {okta: names(10), aws: twelve}},
      without: ['update AWS_dev +0 -2'],
      want: ['max-removals'],
    },
    {
      key: 'guards.maxGroupRemovals',
      keys: {guards: {maxGroupRemovals: '10%'}},
      groups: {AWS_dev: {okta: names(10), aws: twelve}},
      without: ['update AWS_dev +0 -2'],
      want: ['AWS_dev max-group-removals'],
    },
    {
      key: 'guards.maxRemovalCount',
      keys: {guards: {maxRemovalCount: 1}},
      groups: {AWS_dev: {okta: names(10), aws: twelve}},
      without: ['update AWS_dev +0 -2'],
      want: ['max-removal-count'],
    },
    {
      key: 'guards.minKeep',
      keys: {guards: {minKeep: {AWS_dev: 2}}},
      groups: {AWS_dev: {okta: ['ana'], aws: ['ana', 'bo']}},
      without: ['update AWS_dev +0 -1'],
      want: ['AWS_dev min-keep'],
    },
    {
      key: 'guards.allowEmpty',
      keys: {guards: {allowEmpty: true, maxGroupRemovals: '100%', maxRemovals: '100%'}},
      beside: {guards: {maxGroupRemovals: '100%', maxRemovals: '100%'}},
      groups: sentOff,
      without: ['AWS_dev empty-source'],
      want: ['update AWS_dev +0 -12'],
    },
    {
      key: 'guards.requireSelf',
      keys: {guards: {self: 'bo@example.com', requireSelf: ['AWS_dev']}},
      beside: {guards: {self: 'bo@example.com'}},
      groups: {AWS_dev: {okta: ['ana'], aws: ['ana', 'bo', 'cy']}},
      without: ['update AWS_dev +0 -2'],
      want: ['update AWS_dev +0 -1', 'AWS_dev require-self'],
    },
    {
      key: 'guards.deleteGrace',
      keys: {guards: {deleteGrace: '0s'}},
      beside: {manage: 'groups', allowDelete: true},
      groups: {AWS_gone: gone, AWS_dev: linked},
      without: ['AWS_gone delete-grace'],
      want: ['delete AWS_gone +0 -1'],
    },
  ] satisfies {
    key: string
    keys: object
    beside?: object
    groups: Readonly<Record<string, SidesOfGroup>>
    without: readonly string[]
    want: readonly string[]
  }[])
    it(`[scim.yaml ${key}] changes the plan`, () => {
      const {okta, aws} = sides(groups, {users: ['ana']})
      const planWith = (more: object) => outcome(makePlan(okta, aws, withKeys({...beside, ...more}).policy))
      expect(planWith({})).to.deep.equal(without)
      expect(planWith(keys)).to.deep.equal(want)
    })

  it('protects the groups of Control Tower whatever it says [complaint 6]', () => {
    const {okta, aws} = sides({AWSAccountFactory: {okta: [], aws: [user('ana')]}})
    const {policy} = withKeys({groups: ['AWS*'], protect: [], guards: {allowEmpty: true}})
    expect(outcome(makePlan(okta, aws, policy))).to.deep.equal(['AWSAccountFactory protected'])
  })

  for (const {name, text, want} of [
    {name: '[scim.yaml version] of another kind', text: 'version: 2\n', want: /^scim\.yaml:1:10: version/},
    {
      name: 'an unknown key',
      text: 'version: 1\nguards:\n  maxRemoval: 10%\n',
      want: /:3:3: .*unknown key "maxRemoval"/,
    },
    {
      name: 'a token itself instead of a reference',
      text: 'version: 1\nconnection:\n  token: abcdef\n',
      want: /:3:10: connection\.token: it takes where the secret is, never the secret/,
    },
    {
      name: 'a token on stdin',
      text: 'version: 1\nconnection: {token: "-"}\n',
      want: /no file can name stdin/,
    },
    {
      name: 'a day there is not',
      text: 'version: 1\nconnection: {tokenIssued: 2026-02-30}\n',
      want: /:2:27: /,
    },
    {name: 'a share of more than all', text: 'version: 1\nguards: {maxRemovals: 101%}\n', want: /0% to 100%/},
    {name: 'no group at all', text: 'version: 1\ngroups: []\n', want: /:2:9: groups: is an empty list/},
    {
      name: 'an address with a query',
      text: 'version: 1\nconnection: {url: "https://a/?x"}\n',
      want: /SCIM endpoint/,
    },
    {name: 'a filter of another spelling', text: 'version: 1\npairFilter: user\n', want: /:2:13: pairFilter/},
    {
      name: 'a store id of no form',
      text: 'version: 1\nidentityStore: {id: abc}\n',
      want: /like d-0123456789/,
    },
    {
      name: 'a variable that is not set',
      text: 'version: 1\ngroups: ["${NOWHERE}_*"]\n',
      want: /NOWHERE is not set/,
    },
  ])
    it(`refuses ${name}, with its place`, () => {
      const error = opsErrorOf(() => parse(text))
      expect(error).to.include({code: 'OPS_YAML', failure: 'usage'})
      expect(error.message).to.match(want)
    })

  describe('when a command writes into it', () => {
    const url = 'https://scim.eu-west-1.amazonaws.com/T1/scim/v2'

    it('keeps every other word', () => {
      const written =
        "version: 1 # of the format\n# who\nconnection:\n  url: 'https://old.example.com/scim/v2'\n  token: env:OLD # the old one\nguards: {maxRemovals: 10%} # little\n"
      const text = withScimSettings(
        written,
        {
          connection: {
            url,
            token: {kind: 'env', name: 'NEW'},
            nextToken: {kind: 'keychain', name: 'next'},
            tokenIssued: new Date('2026-03-01T00:00:00Z'),
          },
          mixedPatch: true,
          pairFilter: 'members',
        },
        file,
      )
      expect(text).to.equal(
        `version: 1 # of the format\n# who\nconnection:\n  url: '${url}'\n  token: env:NEW # the old one\n  nextToken: keychain:next\n  tokenIssued: 2026-03-01\nguards: {maxRemovals: 10%} # little\nmixedPatch: true\npairFilter: members\n`,
      )
      expect(parse(text).connection.tokenIssued).to.deep.equal(new Date('2026-03-01T00:00:00Z'))
    })

    it('begins a file, and takes out what a new connection has not', () => {
      const first = withScimSettings('', {connection: {url, nextToken: {kind: 'env', name: 'N'}}}, file)
      expect(parse(first).connection).to.deep.equal({url, nextToken: {kind: 'env', name: 'N'}})
      const second = withScimSettings(first, {connection: {url}}, file)
      expect(parse(second).connection).to.deep.equal({url})
      expect(withScimSettings(second, {mixedPatch: false}, file)).to.contain(url)
    })
  })
})
