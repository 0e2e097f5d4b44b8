import {expect} from 'chai'
import {existsSync, readdirSync, readFileSync, statSync, utimesSync} from 'node:fs'
import path from 'node:path'
import {assumeRoleRequest} from '../../../src/lib/aws/cache/cache-names.js'
import type {Credentials} from '../../../src/lib/aws/credentials/credentials.js'
import {loadConfig} from '../../../src/lib/aws/config/profiles.js'
import {
  readRegistration,
  registrationPath,
  removeRegistration,
  writeRegistration,
} from '../../../src/lib/aws/cache/registration-cache.js'
import {dropRoleCache} from '../../../src/lib/aws/cache/role-cache-drop.js'
import {
  readAssumedRole,
  readRole,
  rolePath,
  writeAssumedRole,
  writeRole,
} from '../../../src/lib/aws/cache/role-cache.js'
import {
  readToken,
  removeToken,
  tokenLockPath,
  tokenPath,
  writeToken,
} from '../../../src/lib/aws/cache/token-cache.js'
import {withLock} from '../../../src/lib/shared/file-lock.js'
import {fakeMachine, type FakeMachine} from '../../support/fake-machine.js'
import {createTempHome, type TempHome} from '../../support/temp-home.js'

const startUrl = 'https://d-5a4d7c1e90.awsapps.com/start'
const corp = {
  name: 'corp',
  startUrl,
  region: 'us-east-1',
  scopes: ['sso:account:access'],
  useDeviceCode: false,
}
const now = new Date('2026-11-21T12:00:00Z')
const after = (minutes: number): Date => new Date(now.getTime() + minutes * 60_000)

let home: TempHome
let machine: FakeMachine
beforeEach(() => {
  home = createTempHome()
  machine = fakeMachine({HOME: home.path}, now)
})
afterEach(() => {
  home.remove()
})
/** Files are written by the real clock; the machine under test has its own. */
const touch = (file: string, time = now): void => {
  utimesSync(file, time, time)
}

describe('the token cache', () => {
  const token = {
    startUrl,
    region: 'us-east-1',
    accessToken: 'access-é',
    expiresAt: after(60),
    clientId: 'client',
    clientSecret: 'secret',
    registrationExpiresAt: after(90 * 24 * 60),
    refreshToken: 'refresh',
    extra: {other: [1]},
  }
  const write = (): Promise<void> =>
    withLock(machine, tokenLockPath(machine, corp), (lock) => {
      writeToken(machine, {session: corp, token, lock})
    })

  it("writes the AWS CLI's own bytes, for the person alone", async () => {
    await write()
    const file = tokenPath(machine, corp)
    expect(path.basename(file)).to.equal('ee0bfd2552fbd840c02cc48b6e823320543c450f.json')
    expect(readFileSync(file, 'utf8')).to.equal(
      `{"startUrl": "${startUrl}", "region": "us-east-1", "accessToken": "access-\\u00e9", ` +
        '"expiresAt": "2026-11-21T13:00:00Z", "clientId": "client", "clientSecret": "secret", ' +
        '"registrationExpiresAt": "2027-02-19T12:00:00Z", "refreshToken": "refresh", "other": [1]}',
    )
    expect(statSync(file).mode & 0o777).to.equal(0o600)
    expect(readdirSync(path.dirname(file))).to.deep.equal([path.basename(file)])
  })

  it('reads back what it wrote, and no more after it was removed', async () => {
    await write()
    expect(await readToken(machine, corp)).to.deep.equal({kind: 'token', token})
    expect([removeToken(machine, corp), removeToken(machine, corp)]).to.deep.equal([true, false])
    expect(await readToken(machine, corp)).to.deep.equal({kind: 'absent'})
  })

  it("reads the JavaScript SDK's and Go's layouts", async () => {
    const file = '.aws/sso/cache/ee0bfd2552fbd840c02cc48b6e823320543c450f.json'
    const content = {...token, extra: undefined, expiresAt: token.expiresAt.toISOString()}
    for (const text of [
      JSON.stringify(content, undefined, 2),
      JSON.stringify(content, Object.keys(content).sort()),
    ]) {
      home.write(file, text)
      expect(await readToken(machine, corp)).to.deep.include({token: {...token, extra: {}}})
    }
  })

  it('names a file without an access token', async () => {
    home.write('.aws/sso/cache/ee0bfd2552fbd840c02cc48b6e823320543c450f.json', '{"kiro": true}')
    const found = await readToken(machine, corp)
    expect(found).to.have.property('note', `${tokenPath(machine, corp)} has no accessToken`)
    expect(existsSync(tokenPath(machine, corp))).to.equal(true)
  })
})

describe('the registration cache', () => {
  const registration = {
    clientId: 'client',
    clientSecret: 'secret',
    expiresAt: after(90 * 24 * 60),
    scopes: ['sso:account:access'],
    grantTypes: ['authorization_code', 'refresh_token'],
  }

  it("writes the AWS CLI's own bytes and reads them back", async () => {
    writeRegistration(machine, corp, registration)
    expect(readFileSync(registrationPath(machine, corp), 'utf8')).to.equal(
      '{"clientId": "client", "clientSecret": "secret", "expiresAt": "2027-02-19T12:00:00Z", ' +
        '"scopes": ["sso:account:access"], "grantTypes": ["authorization_code", "refresh_token"]}',
    )
    expect(await readRegistration(machine, corp)).to.deep.equal({kind: 'registration', registration})
  })

  it('sets a broken one aside, which would stop the AWS CLI for good', async () => {
    home.write(path.relative(home.path, registrationPath(machine, corp)), '{"clientId": "cl')
    expect(await readRegistration(machine, corp)).to.have.property('kind', 'absent')
    expect(readdirSync(path.dirname(registrationPath(machine, corp)))).to.deep.equal([
      `${path.basename(registrationPath(machine, corp))}.corrupt-20261121T120000Z`,
    ])
    expect(machine.slept).to.deep.equal([50, 50, 50])
  })

  it('takes one without an end for ended', async () => {
    home.write(
      path.relative(home.path, registrationPath(machine, corp)),
      '{"clientId": "c", "clientSecret": "s"}',
    )
    expect(await readRegistration(machine, corp)).to.deep.equal({
      kind: 'registration',
      registration: {clientId: 'c', clientSecret: 's', expiresAt: new Date(0)},
    })
  })

  it('removes one', () => {
    writeRegistration(machine, corp, registration)
    expect([removeRegistration(machine, corp), removeRegistration(machine, corp)]).to.deep.equal([
      true,
      false,
    ])
  })
})

describe('the role cache', () => {
  const role = {session: corp, accountId: '111111111111', roleName: 'Developer'}
  const keys = (expiresAt: Date): Credentials => ({
    accessKeyId: 'ASIAEXAMPLE',
    secretAccessKey: 'secret',
    sessionToken: 'token',
    expiresAt,
    accountId: '111111111111',
    origin: 'sso',
  })

  it("writes the AWS CLI's own bytes and reads them back", () => {
    writeRole(machine, role, keys(after(60)))
    touch(rolePath(machine, role))
    expect(readFileSync(rolePath(machine, role), 'utf8')).to.equal(
      '{"ProviderType": "sso", "Credentials": {"AccessKeyId": "ASIAEXAMPLE", "SecretAccessKey": "secret", ' +
        '"SessionToken": "token", "Expiration": "2026-11-21T13:00:00Z", "AccountId": "111111111111"}}',
    )
    expect(readRole(machine, role)).to.deep.equal(keys(after(60)))
  })

  for (const {name, end, written = now, good} of [
    {name: '15 min and a second left', end: new Date(after(15).getTime() + 1000), good: true},
    {name: '15 min left', end: after(15), good: false},
    {name: '13 h left', end: after(13 * 60), good: true},
    {name: 'more than AWS ever gives left', end: after(13 * 60 + 1), good: false},
    {name: 'written a minute ahead of the clock', end: after(60), written: after(1), good: true},
    {name: 'written in the future', end: after(60), written: after(2), good: false},
  ]) {
    it(`${name}: ${good ? 'used' : 'fetched anew'}`, () => {
      writeRole(machine, role, keys(end))
      touch(rolePath(machine, role), written)
      expect(readRole(machine, role) !== undefined).to.equal(good)
    })
  }

  it('drops everything that stands on a session, chained roles too, and nothing else', () => {
    home.write(
      '.aws/config',
      [
        `[sso-session corp]\nsso_start_url = ${startUrl}\nsso_region = us-east-1`,
        `[sso-session other]\nsso_start_url = ${startUrl}\nsso_region = us-east-1`,
        '[profile dev]\nsso_session = corp\nsso_account_id = 111111111111\nsso_role_name = Developer',
        '[profile twin]\nsso_session = corp\nsso_account_id = 111111111111\nsso_role_name = Developer',
        '[profile theirs]\nsso_session = other\nsso_account_id = 111111111111\nsso_role_name = Developer',
        '[profile chained]\nsource_profile = dev\nrole_arn = arn:aws:iam::222222222222:role/Deploy',
        '[profile broken]\nsource_profile = nobody\nrole_arn = arn:aws:iam::222222222222:role/Deploy',
      ].join('\n'),
    )
    const other = {...role, session: {...corp, name: 'other'}}
    const deploy = assumeRoleRequest({
      roleArn: 'arn:aws:iam::222222222222:role/Deploy',
      externalId: undefined,
      durationSeconds: undefined,
      roleSessionName: undefined,
      mfaSerial: undefined,
    })
    writeRole(machine, role, keys(after(60)))
    writeRole(machine, other, keys(after(60)))
    writeAssumedRole(machine, deploy, keys(after(60)))
    expect(dropRoleCache(machine, loadConfig(machine), corp)).to.equal(2)
    touch(rolePath(machine, other))
    expect(readRole(machine, role)).to.equal(undefined)
    expect(readAssumedRole(machine, deploy)).to.equal(undefined)
    expect(readRole(machine, other)).to.not.equal(undefined)
  })
})
