import {expect} from 'chai'
import {halyard} from '../../../src/lib/sandbox/seed/halyard.js'
import {readSeedFile} from '../../../src/lib/sandbox/seed/seed-file.js'
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
  const keys: readonly {key: string; text: string; of: (seed: Seed) => unknown; want: unknown}[] = [
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
    {key: 'faults', text: 'faults: [pending*3]', of: (seed) => seed.faults, want: ['pending*3']},
  ]
  for (const {key, text, of, want} of keys)
    it(`[seed.yaml ${key}] is read`, () => {
      expect(of(read(text))).to.deep.equal(want)
      expect(of(read(small))).not.to.deep.equal(want)
    })

  const mistakes = [
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
