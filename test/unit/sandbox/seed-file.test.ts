import {expect} from 'chai'
import {halyard} from '../../../src/lib/sandbox/seed/halyard.js'
import {readSeedFile} from '../../../src/lib/sandbox/seed/seed-file.js'
import {plainFlow} from '../../../src/lib/sandbox/seed/seed-flows.js'
import type {Seed} from '../../../src/lib/sandbox/seed/seed.js'
import {fakeMachine} from '../../support/fake-machine.js'
import {createTempHome, type TempHome} from '../../support/temp-home.js'
import {opsErrorOf} from '../../support/thrown.js'

const small = `
groups:
  - name: crew
users:
  - login: ada@example.test
    groups: [crew]
accounts:
  - id: '000000000012'
assignments:
  - group: crew
    accounts: ['000000000012']
    roles: [Sailor]
`

interface KeyCase {
  readonly key: string
  readonly text: string
  readonly of: (seed: Seed) => unknown
  readonly want: unknown
}

const app = 'client_id: 0oaKeelWorks00000001'
const service = `apps: [{${app}, type: service}]`
const native = `apps: [{${app}, type: native}]`
const jwk =
  '{"kty":"EC","crv":"P-256","x":"gI0GAILBdu7T53akrFmMyGcsF3n5dO7MmwNBHKW5SV0","y":"SLW_xSffzlPWrHEVI30DHM_4egVwt3NQqeUD7nMFpps"}'

/** The keys of the Okta org; each with a change that touches only it. */
const oktaKeys: readonly KeyCase[] = [
  {
    key: 'admins',
    text: 'admins: [tobias.wren@halyard.test]',
    of: ({admins}) => admins,
    want: ['tobias.wren@halyard.test'],
  },
  {
    key: 'apps[].client_id',
    text: service,
    of: ({apps}) => apps.map(({clientId}) => clientId),
    want: ['0oaKeelWorks00000001'],
  },
  {
    key: 'apps[].name',
    text: `apps: [{${app}, type: service, name: Night job}]`,
    of: ({apps}) => apps[0]?.name,
    want: 'Night job',
  },
  {key: 'apps[].type', text: native, of: ({apps}) => apps[0]?.type, want: 'native'},
  {
    key: 'apps[].scopes',
    text: `apps: [{${app}, type: service, scopes: [okta.logs.read]}]`,
    of: ({apps}) => apps[0]?.scopes,
    want: ['okta.logs.read'],
  },
  {
    key: 'apps[].admin_role',
    text: `apps: [{${app}, type: service, admin_role: false}]`,
    of: ({apps}) => apps[0]?.adminRole,
    want: false,
  },
  {
    key: 'apps[].dpop',
    text: `apps: [{${app}, type: service, dpop: false}]`,
    of: ({apps}) => apps[0]?.dpop,
    want: false,
  },
  {
    key: 'apps[].public_key',
    text: `apps: [{${app}, type: service, public_key: '${jwk}'}]`,
    of: ({apps}) => apps[0]?.publicKey,
    want: jwk,
  },
  {
    key: 'apps[].redirect_uris',
    text: `apps: [{${app}, type: native, redirect_uris: ['http://127.0.0.1:9000/back']}]`,
    of: ({apps}) => apps[0]?.redirectUris,
    want: ['http://127.0.0.1:9000/back'],
  },
  {
    key: 'apps[].groups',
    text: `apps: [{${app}, type: native, groups: [halyard-release]}]`,
    of: ({apps}) => apps[0]?.groups,
    want: ['halyard-release'],
  },
  {
    key: 'apps[].refresh_grace',
    text: `apps: [{${app}, type: native, refresh_grace: 5s}]`,
    of: ({apps}) => apps[0]?.refreshGraceMs,
    want: 5000,
  },
  {
    key: 'tokens[].name',
    text: 'tokens: [{name: nightly, owner: mira.castellan@halyard.test}]',
    of: ({tokens}) => tokens.map(({name}) => name),
    want: ['nightly'],
  },
  {
    key: 'tokens[].owner',
    text: 'tokens: [{name: okta-ops, owner: ines.okafor@halyard.test}]',
    of: ({tokens}) => tokens[0]?.owner,
    want: 'ines.okafor@halyard.test',
  },
  {
    key: 'tokens[].value',
    text: 'tokens: [{name: okta-ops, owner: mira.castellan@halyard.test, value: 00keel}]',
    of: ({tokens}) => tokens[0]?.value,
    want: '00keel',
  },
]

const flowKey = (key: string, written: string, want: unknown): KeyCase => ({
  key: `flows[].${key}`,
  text: `flows: [{name: deck, ${written}}]`,
  of: ({flows}) => flows[0],
  want: {...plainFlow, name: 'deck', ...(want as object)},
})

/** The keys of the flows; each with a change that touches only it. */
const flowKeys: readonly KeyCase[] = [
  {
    key: 'flows[].name',
    text: 'flows: [{name: deck}]',
    of: ({flows}) => flows,
    want: [{...plainFlow, name: 'deck'}],
  },
  flowKey('does', 'does: offboard', {does: 'offboard'}),
  flowKey('security', 'security: oauth', {security: 'oauth'}),
  flowKey('apps', 'apps: [0oaKeelWorks00000001]', {apps: ['0oaKeelWorks00000001']}),
  flowKey('alias', `alias: '${'0a'.repeat(16)}'`, {alias: '0a'.repeat(16)}),
  flowKey('client_token', 'client_token: anchor-7', {clientToken: 'anchor-7'}),
  flowKey('active', 'active: false', {active: false}),
  flowKey('takes', 'takes: 2s', {takesMs: 2000}),
  flowKey('answers_first', 'answers_first: true', {answersFirst: true}),
  flowKey('pauses', 'pauses: true', {pauses: true}),
  flowKey('closes', 'closes: 500ms', {closesMs: 500}),
  flowKey('idempotent', 'idempotent: true', {idempotent: true}),
  flowKey('fails', 'fails: true', {fails: true}),
  flowKey('per_second', 'per_second: 1000', {perSecond: 1000}),
  flowKey('group', 'group: halyard-release', {group: 'halyard-release'}),
  flowKey('answer.status', 'answer: {status: 503}', {answer: {status: 503}}),
  flowKey('answer.headers', 'answer: {headers: {retry-after: "5"}}', {
    answer: {headers: {'retry-after': '5'}},
  }),
  flowKey('answer.body', 'answer: {body: busy}', {answer: {body: 'busy'}}),
]

const scimKey = (key: string, written: string, want: object): KeyCase => ({
  key: `scim.${key}`,
  text: `scim: {${key}: ${written}}`,
  of: ({scim}) => scim,
  want,
})

/** The keys of Identity Center's side; each with a change that touches only it. */
const awsKeys: readonly KeyCase[] = [
  {
    key: 'groups[].push',
    text: small.replace('name: crew', 'name: crew\n    push: false'),
    of: ({groups}) => groups[0]?.push,
    want: false,
  },
  {
    key: 'users[].aws_user',
    text: small.replace('login:', 'aws_user: false\n    login:'),
    of: ({users}) => users[0]?.awsUser,
    want: false,
  },
  {
    key: 'aws_users[].user_name',
    text: `${small}aws_users: [{user_name: root@example.test}]`,
    of: ({awsUsers}) => awsUsers,
    want: [{userName: 'root@example.test', name: 'root'}],
  },
  {
    key: 'aws_users[].name',
    text: `${small}aws_users: [{user_name: root@example.test, name: Root Admin}]`,
    of: ({awsUsers}) => awsUsers[0]?.name,
    want: 'Root Admin',
  },
  {
    key: 'aws_groups[].name',
    text: `${small}aws_groups: [{name: AWS_deck}]`,
    of: ({awsGroups}) => awsGroups,
    want: [{name: 'AWS_deck', description: '', members: []}],
  },
  {
    key: 'aws_groups[].description',
    text: `${small}aws_groups: [{name: AWS_deck, description: Hands}]`,
    of: ({awsGroups}) => awsGroups[0]?.description,
    want: 'Hands',
  },
  {
    key: 'aws_groups[].linked_to',
    text: `${small}aws_groups: [{name: AWS_deck, linked_to: crew}]`,
    of: ({awsGroups}) => awsGroups[0]?.linkedTo,
    want: 'crew',
  },
  {
    key: 'aws_groups[].members',
    text: `${small}aws_groups: [{name: AWS_deck, members: [ada@example.test]}]`,
    of: ({awsGroups}) => awsGroups[0]?.members,
    want: ['ada@example.test'],
  },
  scimKey('token', 'quayside', {token: 'quayside'}),
  scimKey('rate', '20', {rate: 20}),
  scimKey('burst', '40', {burst: 40}),
  scimKey('retry_after', 'true', {retryAfter: true}),
  scimKey('latency', '60ms', {latencyMs: 60}),
  scimKey('errors', '5%', {errors: 0.05}),
  scimKey('drops', '2.5%', {drops: 0.025}),
  scimKey('seed', '7', {seed: 7}),
  scimKey('lag', '2s', {lagMs: 2000}),
  scimKey('generation', 'old', {generation: 'old'}),
  scimKey('mixed_patch', 'false', {mixedPatch: false}),
  scimKey('pair_filter', 'members', {pairFilter: 'members'}),
  scimKey('needless', 'false', {needless: false}),
  scimKey('fold_names', 'false', {foldNames: false}),
  scimKey('short_pages', 'true', {shortPages: true}),
  scimKey('provisioning', 'false', {provisioning: false}),
]

describe('seed.yaml', () => {
  let home: TempHome
  beforeEach(() => {
    home = createTempHome()
  })
  afterEach(() => {
    home.remove()
  })

  const read = (text: string): Seed => readSeedFile(fakeMachine(), home.write('seed.yaml', text))
  const refusal = (text: string): string => {
    const error = opsErrorOf(() => read(text))
    expect(error).to.include({code: 'OPS_YAML', failure: 'usage'})
    return error.message.replace(/^.*seed\.yaml/, 'seed.yaml')
  }

  it('reads the smallest company, account zeros and all', () => {
    const seed = read(small)
    expect(seed.accounts).to.deep.equal([{id: '000000000012', iamRoles: []}])
    expect(seed.users).to.deep.equal([
      {login: 'ada@example.test', name: 'ada', active: true, groups: ['crew']},
    ])
    expect(seed.startUrl).to.equal(halyard.startUrl)
  })

  it('keeps Halyard when it names no people, groups, accounts or assignments', () => {
    expect(read('page_size: 7')).to.deep.equal({...halyard, pageSize: 7})
  })

  /** Each key: a change to the file that touches only it, and what differs then. */
  const keys: readonly KeyCase[] = [
    {key: 'company', text: `company: Keel Works\n${small}`, of: (seed) => seed.company, want: 'Keel Works'},
    {
      key: 'start_url',
      text: 'start_url: https://d-0000000000.awsapps.com/start',
      of: (seed) => seed.startUrl,
      want: 'https://d-0000000000.awsapps.com/start',
    },
    {key: 'region', text: 'region: eu-central-1', of: (seed) => seed.region, want: 'eu-central-1'},
    {key: 'page_size', text: 'page_size: 5', of: (seed) => seed.pageSize, want: 5},
    {key: 'password', text: 'password: quay', of: (seed) => seed.password, want: 'quay'},
    {
      key: 'lifetimes.token',
      text: 'lifetimes: {token: 5s}',
      of: (seed) => seed.lifetimes.tokenMs,
      want: 5000,
    },
    {
      key: 'lifetimes.role',
      text: 'lifetimes: {role: 15m}',
      of: (seed) => seed.lifetimes.roleMs,
      want: 900_000,
    },
    {
      key: 'lifetimes.session',
      text: 'lifetimes: {session: 2h}',
      of: (seed) => seed.lifetimes.sessionMs,
      want: 7_200_000,
    },
    {
      key: 'lifetimes.registration',
      text: 'lifetimes: {registration: 1d}',
      of: (seed) => seed.lifetimes.registrationMs,
      want: 86_400_000,
    },
    {
      key: 'lifetimes.cursor',
      text: 'lifetimes: {cursor: 30s}',
      of: (seed) => seed.lifetimes.cursorMs,
      want: 30_000,
    },
    {key: 'lifetimes.hook', text: 'lifetimes: {hook: 1s}', of: (seed) => seed.lifetimes.hookMs, want: 1000},
    {
      key: 'lifetimes.device_interval',
      text: 'lifetimes: {device_interval: 1s}',
      of: (seed) => seed.lifetimes.deviceIntervalMs,
      want: 1000,
    },
    {
      key: 'lifetimes.device_code',
      text: 'lifetimes: {device_code: 30s}',
      of: (seed) => seed.lifetimes.deviceCodeMs,
      want: 30_000,
    },
    {
      key: 'groups[].name',
      text: small.replaceAll('crew', 'deck'),
      of: (seed) => seed.groups[0]?.name,
      want: 'deck',
    },
    {
      key: 'groups[].description',
      text: small.replace('name: crew', 'name: crew\n    description: Hands'),
      of: (seed) => seed.groups[0]?.description,
      want: 'Hands',
    },
    {
      key: 'users[].login',
      text: small.replace('ada@', 'bo@'),
      of: (seed) => seed.users[0]?.login,
      want: 'bo@example.test',
    },
    {
      key: 'users[].name',
      text: small.replace('login:', 'name: Ada Holm\n    login:'),
      of: (seed) => seed.users[0]?.name,
      want: 'Ada Holm',
    },
    {
      key: 'users[].password',
      text: small.replace('login:', 'password: own\n    login:'),
      of: (seed) => seed.users[0]?.password,
      want: 'own',
    },
    {
      key: 'users[].active',
      text: small.replace('login:', 'active: false\n    login:'),
      of: (seed) => seed.users[0]?.active,
      want: false,
    },
    {
      key: 'users[].groups',
      text: small.replace('[crew]', '[]'),
      of: (seed) => seed.users[0]?.groups,
      want: [],
    },
    {
      key: 'accounts[].id',
      text: small.replaceAll('000000000012', '000000000034'),
      of: (seed) => seed.accounts[0]?.id,
      want: '000000000034',
    },
    {
      key: 'accounts[].name',
      text: small.replace('- id:', '- name: Dock\n    id:'),
      of: (seed) => seed.accounts[0]?.name,
      want: 'Dock',
    },
    {
      key: 'accounts[].email',
      text: small.replace('- id:', '- email: dock@example.test\n    id:'),
      of: (seed) => seed.accounts[0]?.email,
      want: 'dock@example.test',
    },
    {
      key: 'accounts[].iam_roles[].name',
      text: small.replace('- id:', '- iam_roles: [{name: Reader}]\n    id:'),
      of: (seed) => seed.accounts[0]?.iamRoles,
      want: [{name: 'Reader'}],
    },
    {
      key: 'accounts[].iam_roles[].external_id',
      text: small.replace('- id:', '- iam_roles: [{name: Reader, external_id: e1}]\n    id:'),
      of: (seed) => seed.accounts[0]?.iamRoles[0]?.externalId,
      want: 'e1',
    },
    {
      key: 'accounts[].iam_roles[].trusts',
      text: small.replace('- id:', '- iam_roles: [{name: Reader, trusts: [Sailor]}]\n    id:'),
      of: (seed) => seed.accounts[0]?.iamRoles[0]?.trusts,
      want: ['Sailor'],
    },
    {
      key: 'more_accounts.count',
      text: `${small}more_accounts: {count: 600}`,
      of: (seed) => seed.accounts.length,
      want: 601,
    },
    {
      key: 'more_accounts.first_id',
      text: `${small}more_accounts: {count: 2, first_id: '000000000099'}`,
      of: (seed) => seed.accounts[2]?.id,
      want: '000000000100',
    },
    {
      key: 'more_accounts.name',
      text: `${small}more_accounts: {count: 2, name: 'Depot {n}'}`,
      of: (seed) => seed.accounts[2]?.name,
      want: 'Depot 2',
    },
    {
      key: 'assignments[].group',
      text: small
        .replace('- name: crew', '- name: crew\n  - name: deck')
        .replace('- group: crew', '- group: deck'),
      of: (seed) => seed.assignments[0]?.group,
      want: 'deck',
    },
    {
      key: 'assignments[].accounts',
      text: small.replace("accounts: ['000000000012']", 'accounts: all'),
      of: (seed) => seed.assignments[0]?.accounts,
      want: 'all',
    },
    {
      key: 'assignments[].roles',
      text: small.replace('[Sailor]', '[Sailor, Cook]'),
      of: (seed) => seed.assignments[0]?.roles,
      want: ['Sailor', 'Cook'],
    },
    ...oktaKeys,
    ...flowKeys,
    ...awsKeys,
    {
      key: 'secrets[].name',
      text: 'secrets: [{name: /keel/shared}]',
      of: (seed) => seed.secrets.map(({name}) => name),
      want: ['/keel/shared'],
    },
    {
      key: 'secrets[].account',
      text: `${small}secrets: [{name: x, account: '000000000012'}]`,
      of: (seed) => seed.secrets[0]?.account,
      want: '000000000012',
    },
    {
      key: 'secrets[].value',
      text: 'secrets: [{name: x, value: anchor}]',
      of: (seed) => seed.secrets[0]?.value,
      want: 'anchor',
    },
    {
      key: 'secrets[].keys',
      text: 'secrets: [{name: x, keys: {a b: one, c: two}}]',
      of: (seed) => seed.secrets[0]?.keys,
      want: {'a b': 'one', c: 'two'},
    },
    {
      key: 'secrets[].roles',
      text: 'secrets: [{name: x, roles: [Sailor]}]',
      of: (seed) => seed.secrets[0]?.roles,
      want: ['Sailor'],
    },
    {key: 'faults', text: 'faults: [pending*3]', of: (seed) => seed.faults, want: ['pending*3']},
  ]
  for (const {key, text, of, want} of keys)
    it(`[seed.yaml ${key}] is read`, () => {
      expect(of(read(text))).to.deep.equal(want)
      expect(of(read(small))).not.to.deep.equal(want)
    })

  it('makes the first active person the admin, with a token, where a company names none', () => {
    const {admins, tokens, apps} = read(small)
    expect(admins).to.deep.equal(['ada@example.test'])
    expect(tokens).to.deep.equal([{name: 'okta-ops', owner: 'ada@example.test'}])
    expect(apps).to.deep.equal(halyard.apps)
  })

  const mistakes = [
    {
      name: 'an admin whom nobody knows',
      text: 'admins: [ada@example.test]',
      says: 'seed.yaml:1:10: admins[0]',
    },
    {
      name: 'a client id in another shape',
      text: 'apps: [{client_id: app-1, type: native}]',
      says: 'apps[0].client_id: should be a client id: 0oa and 17 letters or digits',
    },
    {
      name: 'a public key that is none',
      text: service.replace('}', ', public_key: none}'),
      says: 'seed.yaml:1:69: apps[0].public_key',
    },
    {
      name: 'an unknown key',
      text: 'lifetime: {}',
      says: 'seed.yaml:1:1: unknown key "lifetime"; did you mean "lifetimes"?',
    },
    {
      name: 'a number for an account',
      text: small.replace("'000000000012'", '12'),
      says: 'seed.yaml:8:9: accounts[0].id',
    },
    {
      name: 'a group nobody made',
      text: small.replace('[crew]', '[deck]'),
      says: 'seed.yaml:6:14: users[0].groups[0]',
    },
    {
      name: 'an account nobody made',
      text: small.replace("accounts: ['000000000012']", "accounts: ['1']"),
      says: 'seed.yaml:11:16',
    },
    {name: 'a fault that is none', text: 'faults: [pendign]', says: 'did you mean pending?'},
    {
      name: 'a lifetime that is none',
      text: 'lifetimes: {token: soon}',
      says: 'seed.yaml:1:20: lifetimes.token',
    },
    {
      name: 'a group that no flow can fill',
      text: 'flows: [{name: deck, group: deck}]',
      says: 'seed.yaml:1:29: flows[0].group',
    },
    {
      name: 'a status that no Return Raw card sends',
      text: 'flows: [{name: deck, answer: {status: 302}}]',
      says: 'seed.yaml:1:39: flows[0].answer.status',
    },
    {
      name: 'a member whom nobody knows in AWS',
      text: `${small}aws_groups: [{name: AWS_deck, members: [bo@example.test]}]`,
      says: 'seed.yaml:13:41: aws_groups[0].members[0]',
    },
    {
      name: 'a part that is none',
      text: 'scim: {errors: some}',
      says: 'seed.yaml:1:16: scim.errors: should be a part such as 5%',
    },
    {
      name: 'an http start URL',
      text: 'start_url: http://x.awsapps.com/start',
      says: 'seed.yaml:1:12: start_url',
    },
  ]
  for (const {name, text, says} of mistakes)
    it(`says where it found ${name}`, () => {
      expect(refusal(text)).to.contain(says)
    })
})
