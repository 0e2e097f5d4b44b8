import {expect} from 'chai'
import {statSync} from 'node:fs'
import path from 'node:path'
import type {NamedOrg, OrgEntry} from '../../../../src/lib/okta/org/orgs-file.js'
import {
  forgetOrg,
  makeCurrent,
  orgNamed,
  readOrgs,
  storeOrg,
} from '../../../../src/lib/okta/org/orgs-store.js'
import type {Machine} from '../../../../src/lib/shared/machine.js'
import {fakeMachine} from '../../../support/fake-machine.js'
import {createTempHome, type TempHome} from '../../../support/temp-home.js'
import {opsErrorFrom, opsErrorOf} from '../../../support/thrown.js'

describe('the file of our named orgs', () => {
  let home: TempHome
  let machine: Machine
  beforeEach(() => {
    home = createTempHome()
    machine = fakeMachine({HOME: home.path, OKTA_OPS_CONFIG_DIR: path.join(home.path, 'config')})
  })
  afterEach(() => {
    home.remove()
  })

  const org: NamedOrg = {
    url: 'https://halyard.okta.com',
    clientId: '0oa1',
    privateKey: {kind: 'aws-secretsmanager', id: '/halyard/okta', key: 'pem', profile: 'dev'},
    keyId: 'k1',
    scopes: ['okta.logs.read'],
    dpop: 'always',
    rateShare: 0.25,
  }
  const keep = {replace: false, makeCurrent: false}
  const entry: OrgEntry = {name: 'prod', org}
  const file = (): string => home.read('config/orgs.yaml')

  it('gives back what was put in, 0600', async () => {
    await storeOrg(machine, entry, keep)
    expect(readOrgs(machine)).to.deep.equal({current: 'prod', orgs: new Map([['prod', org]]), bad: new Map()})
    expect(statSync(path.join(home.path, 'config/orgs.yaml')).mode & 0o777).to.equal(0o600)
    expect(file()).to.match(/^# Okta orgs of okta-ops/)
  })

  it('keeps the first one current unless told', async () => {
    await storeOrg(machine, entry, keep)
    await storeOrg(machine, {name: 'dev', org}, keep)
    expect(readOrgs(machine).current).to.equal('prod')
    await makeCurrent(machine, 'dev')
    expect(readOrgs(machine).current).to.equal('dev')
  })

  it('keeps what people wrote beside it', async () => {
    home.write('config/orgs.yaml', 'version: 1\norgs:\n  # ask Mira first\n  old:\n    url: "halyard-admin.okta.com" # from the browser\n    apiToken: env:TOKEN\n') // prettier-ignore
    await storeOrg(machine, {name: 'new', org}, keep)
    await makeCurrent(machine, 'old')
    await forgetOrg(machine, 'new')
    expect(file()).to.equal('version: 1\norgs:\n  # ask Mira first\n  old:\n    url: "halyard-admin.okta.com" # from the browser\n    apiToken: env:TOKEN\ncurrent: old\n') // prettier-ignore
  })

  it('does not replace an org unless told', async () => {
    await storeOrg(machine, entry, keep)
    const before = file()
    const error = await opsErrorFrom(() => storeOrg(machine, entry, keep))
    expect(error).to.deep.include({code: 'OPS_ORG_CONFIG', failure: 'refused'})
    expect(file()).to.equal(before)
    await storeOrg(machine, {name: 'prod', org: {...org, rateShare: 1}}, {...keep, replace: true})
    expect(readOrgs(machine).orgs.get('prod')?.rateShare).to.equal(1)
  })

  it('forgets an org, and the current one with it', async () => {
    await storeOrg(machine, entry, keep)
    await forgetOrg(machine, 'prod')
    expect(readOrgs(machine)).to.deep.equal({current: undefined, orgs: new Map(), bad: new Map()})
    await storeOrg(machine, entry, keep)
    expect(readOrgs(machine).current).to.equal('prod')
  })

  it('two at once both get in', async () => {
    const names = ['a', 'b', 'c', 'd']
    await Promise.all(names.map((name) => storeOrg(machine, {name, org}, keep)))
    expect([...readOrgs(machine).orgs.keys()].sort()).to.deep.equal(names)
  })

  const keys: readonly {key: string; lines: string; is: Partial<NamedOrg>; wrong: string; says: RegExp}[] = [
    {key: 'orgs.url', lines: 'url: halyard-admin.okta.com', is: {url: 'https://halyard.okta.com'}, wrong: 'url: ftp://x', says: /:4:10: orgs\.prod\.url: this is no address/},
    {key: 'orgs.apiToken', lines: 'apiToken: env:T', is: {apiToken: {kind: 'env', name: 'T'}}, wrong: 'apiToken: 00secret', says: /:5:15: orgs\.prod\.apiToken: it takes where the secret is/},
    {key: 'orgs.clientId', lines: 'clientId: 0oa1', is: {clientId: '0oa1'}, wrong: 'clientId: [0oa1]', says: /:5:15: orgs\.prod\.clientId: should be a plain value/},
    {key: 'orgs.privateKey', lines: 'privateKey: file:/k.pem', is: {privateKey: {kind: 'file', path: '/k.pem'}}, wrong: 'privateKey: "-"', says: /privateKey: stdin can only be given once/},
    {key: 'orgs.keyId', lines: 'keyId: 007', is: {keyId: '007'}, wrong: 'keyId:', says: /keyId: has no value/},
    {key: 'orgs.scopes', lines: 'scopes: okta.logs.read,okta.users.read', is: {scopes: ['okta.logs.read', 'okta.users.read']}, wrong: 'scopes: {a: b}', says: /scopes: should be/},
    {key: 'orgs.dpop', lines: 'dpop: never', is: {dpop: 'never'}, wrong: 'dpop: maybe', says: /dpop: should be one of auto, always, never/},
    {key: 'orgs.rateShare', lines: 'rateShare: 20%', is: {rateShare: 0.2}, wrong: 'rateShare: 0%', says: /rateShare: it should be 1% to 100%/},
  ] // prettier-ignore
  for (const {key, lines, is, wrong, says} of keys) {
    const written = (line: string): string =>
      `version: 1\norgs:\n  prod:\n    ${line.startsWith('url:') ? '' : 'url: https://halyard.okta.com\n    '}${line}\n`

    it(`[orgs.yaml ${key}] is read`, () => {
      home.write('config/orgs.yaml', written(lines))
      expect(readOrgs(machine).orgs.get('prod')).to.deep.include(is)
    })

    it(`a wrong ${key} is shown where it stands`, () => {
      home.write('config/orgs.yaml', written(wrong))
      const error = opsErrorOf(() => orgNamed(readOrgs(machine), 'prod'))
      expect(error).to.include({failure: 'usage', next: 'okta-ops org add prod --force'})
      expect(error.code).to.equal('OPS_YAML')
      expect(error.message).to.match(says).and.not.include('00secret')
    })
  }

  it('[orgs.yaml version] is the one we know', () => {
    home.write('config/orgs.yaml', 'version: 2\n')
    expect(opsErrorOf(() => readOrgs(machine)).message).to.match(/:1:10: version: should be one of 1/)
    home.write('config/orgs.yaml', 'version: 1\n')
    expect(readOrgs(machine).orgs.size).to.equal(0)
  })

  it('[orgs.yaml current] is the org that commands take', () => {
    home.write('config/orgs.yaml', 'version: 1\ncurrent: x\n')
    expect(readOrgs(machine).current).to.equal('x')
  })

  it('shows an unknown key where it stands, and rewrites nothing then', async () => {
    home.write('config/orgs.yaml', 'version: 1\nurrent: prod\n')
    const error = await opsErrorFrom(() => storeOrg(machine, {name: 'new', org}, keep))
    expect(error.message).to.match(/orgs\.yaml:2:1: .*unknown key "urrent"; did you mean "current"\?/)
    expect(file()).to.not.include('new:')
  })

  describe('with an org that cannot be used', () => {
    const bad = '  # half done\n  draft:\n    url: https://halyard.okta.com\n    apitoken: env:T\n'
    beforeEach(() => {
      home.write('config/orgs.yaml', `version: 1\ncurrent: prod\norgs:\n  prod:\n    url: https://halyard.okta.com\n    apiToken: env:T\n${bad}`) // prettier-ignore
    })

    it('the others can be, and its lines stay as they are', async () => {
      expect(orgNamed(readOrgs(machine), 'prod').url).to.equal('https://halyard.okta.com')
      await storeOrg(machine, {name: 'new', org}, keep)
      await makeCurrent(machine, 'new')
      await forgetOrg(machine, 'prod')
      expect(file()).to.include(bad)
      expect(readOrgs(machine).current).to.equal('new')
    })

    it('it is told of where it stands, can be replaced when that is said, and forgotten', async () => {
      const {message} = opsErrorOf(() => orgNamed(readOrgs(machine), 'draft'))
      expect(message).to.match(/orgs\.yaml:10:5: .*unknown key "apitoken"; did you mean "apiToken"\?/)
      expect(await opsErrorFrom(() => makeCurrent(machine, 'draft'))).to.include({code: 'OPS_YAML'})
      expect(await opsErrorFrom(() => storeOrg(machine, {name: 'draft', org}, keep))).to.include({code: 'OPS_ORG_CONFIG', failure: 'refused'}) // prettier-ignore
      await storeOrg(machine, {name: 'draft', org}, {...keep, replace: true})
      expect(readOrgs(machine).bad.size).to.equal(0)
      home.write('config/orgs.yaml', `version: 1\norgs:\n${bad}`)
      await forgetOrg(machine, 'draft')
      expect(file()).to.not.include('draft')
    })

    it('a variable that is not set is the one to set', () => {
      home.write('config/orgs.yaml', 'version: 1\norgs:\n  prod:\n    url: ${NOBODYS_URL}\n')
      expect(opsErrorOf(() => orgNamed(readOrgs(machine), 'prod'))).to.include({next: 'read -r NOBODYS_URL && export NOBODYS_URL'}) // prettier-ignore
    })
  })
})
