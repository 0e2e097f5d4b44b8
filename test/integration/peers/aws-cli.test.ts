import {expect} from 'chai'
import {createHash} from 'node:crypto'
import {appendFileSync, readFileSync} from 'node:fs'
import path from 'node:path'
import {startSandbox, type Sandbox} from '../../../src/lib/sandbox/sandbox.js'
import {
  answered,
  processProfile,
  runInside,
  runOurs,
  stdoutOf,
  writeHalyardConfig,
} from '../../support/halyard.js'
import {describePeer} from '../../support/peers.js'
import type {BinOutcome} from '../../support/run-bin.js'

interface ProcessKeys {
  readonly AccessKeyId: string
}

describePeer('AWS CLI v2', ({path: aws, version}) => {
  // From 2.22 on it waits for a browser unless told otherwise.
  const [, minor = 0] = version.split('.').map(Number)
  const byDevice = minor >= 22 ? ['--no-browser', '--use-device-code'] : ['--no-browser']

  let sandbox: Sandbox
  let config: string

  beforeEach(async () => {
    sandbox = await startSandbox({autoApprove: 'tobias.wren@halyard.test'})
    config = writeHalyardConfig(sandbox)
  })
  afterEach(() => sandbox.close())

  const theirs = (...args: readonly string[]): Promise<BinOutcome> => runInside(sandbox, [aws, ...args])
  const ours = (...args: readonly string[]): Promise<BinOutcome> => runOurs(sandbox, ...args)
  const theirLogin = async (profile = 'dev'): Promise<string> =>
    stdoutOf(await theirs('sso', 'login', ...byDevice, '--profile', profile))
  const ourLogin = async (profile = 'dev'): Promise<string> =>
    stdoutOf(await ours('login', '--device-code', '--profile', profile))

  const theirIdentity = async (profile = 'dev'): Promise<string> => {
    const {Arn} = JSON.parse(stdoutOf(await theirs('sts', 'get-caller-identity', '--profile', profile))) as {
      Arn: string
    }
    return Arn
  }
  const theirKey = async (): Promise<string> => {
    const said = stdoutOf(await theirs('configure', 'export-credentials', '--profile', 'dev'))
    return (JSON.parse(said) as ProcessKeys).AccessKeyId
  }
  const ourKey = async (): Promise<string> => {
    const said = stdoutOf(await ours('export', '--profile', 'dev', '--format', 'process'))
    return (JSON.parse(said) as ProcessKeys).AccessKeyId
  }

  describe('alone against the sandbox', () => {
    it('reads a secret that the role may read, as secrets get does', async () => {
      await theirLogin()
      const asked = ['secretsmanager', 'get-secret-value', '--secret-id', '/halyard/shared', '--query', 'SecretString', '--output', 'text', '--profile', 'dev'] // prettier-ignore
      const said = stdoutOf(await theirs(...asked)).trim()
      expect(JSON.parse(said)).to.have.keys('okta_api_token', 'slack_channel')
      expect(stdoutOf(await ours('secrets', 'get', '/halyard/shared', '--profile', 'dev'))).to.equal(said)
      const elsewhere = await theirs(...asked.slice(0, -1), 'staging')
      expect(elsewhere.stderr).to.contain('(ResourceNotFoundException)')
    })

    it('lists the Identity Store page by page, and throttled says so', async () => {
      await theirLogin()
      const store = ['--identity-store-id', sandbox.scim.identityStoreId, '--profile', 'dev']
      const named = (list: string) => [list, ...store, '--page-size', '2', '--output', 'json']
      const users = stdoutOf(await theirs('identitystore', ...named('list-users')))
      expect((JSON.parse(users) as {Users: unknown[]}).Users).to.have.length(7)
      const groups = JSON.parse(stdoutOf(await theirs('identitystore', ...named('list-groups')))) as {
        Groups: {GroupId: string; DisplayName: string}[]
      }
      const group = groups.Groups.find(({DisplayName}) => DisplayName === 'AWS_billing-viewers')
      const members = ['list-group-memberships', '--group-id', group?.GroupId ?? '', ...store]
      expect(stdoutOf(await theirs('identitystore', ...members)).match(/"MembershipId"/g)).to.have.length(2)
      sandbox.act('fault 429:identity_store.list=1*always')
      const refused = await runInside(sandbox, [aws, 'identitystore', ...members], {
        env: {AWS_MAX_ATTEMPTS: '1'},
      })
      expect(refused.stderr).to.contain('(ThrottlingException)')
    })

    it('signs in, says who it is, takes a chained role and signs out', async () => {
      await theirLogin()
      expect(await theirIdentity()).to.match(
        /^arn:aws:sts::111111111111:assumed-role\/AWSReservedSSO_Developer_[0-9a-f]{16}\/tobias\.wren@halyard\.test$/,
      )
      const role = 'arn:aws:iam::111111111111:role/PartnerIntake'
      const names = ['--role-session-name', 'intake', '--external-id', 'halyard-partner-7']
      const chained = await theirs('sts', 'assume-role', '--profile', 'dev', '--role-arn', role, ...names)
      expect(stdoutOf(chained)).to.contain('assumed-role/PartnerIntake/intake')

      stdoutOf(await theirs('sso', 'logout'))
      expect(sandbox.requests.at(-1)).to.include({operation: 'logout', status: 200})
      expect((await theirs('sts', 'get-caller-identity', '--profile', 'dev')).exitCode).to.equal(255)
    })

    it('polls on while the code is pending, and slows down when told', async () => {
      sandbox.act('fault pending*2')
      await theirLogin()
      expect(sandbox.requests.filter(({operation}) => operation === 'token.device')).to.have.length(3)
    })

    it('signs in with the old form of a profile', async () => {
      await theirLogin('legacy')
      expect(await theirIdentity('legacy')).to.contain('tobias.wren@halyard.test')
    })

    it('lists accounts page by page', async () => {
      sandbox.act('approve.auto mira.castellan@halyard.test')
      await theirLogin()
      const {accessToken} = JSON.parse(tokenFile(sandbox)) as {accessToken: string}
      const listed = stdoutOf(
        await theirs('sso', 'list-accounts', '--access-token', accessToken, '--region', 'us-east-1'),
      )
      expect((JSON.parse(listed) as {accountList: unknown[]}).accountList).to.have.length(123)
      expect(answered(sandbox, 'accounts')).to.equal(3)
    })
  })

  describe('with a login made by okta-ops', () => {
    it('uses it without signing in again', async () => {
      await ourLogin()
      expect(await theirIdentity()).to.contain('tobias.wren@halyard.test')
      expect(answered(sandbox, 'register')).to.equal(1)
      expect(answered(sandbox, 'token.device')).to.equal(1)
    })

    it('reads the role credentials that okta-ops cached', async () => {
      await ourLogin()
      expect(await theirKey()).to.equal(await ourKey())
      expect(await theirKey()).to.equal(await ourKey())
    })

    it('refreshes it, and okta-ops goes on with what the AWS CLI wrote', async () => {
      sandbox.act('lifetimes.set token=10m')
      await ourLogin()
      const before = answered(sandbox, 'token.refresh')
      sandbox.act('lifetimes.set token=1h')
      expect(await theirIdentity('staging')).to.contain('222222222222')
      expect(answered(sandbox, 'token.refresh')).to.equal(before + 1)
      await ourKey()
      expect(answered(sandbox, 'token.refresh')).to.equal(before + 1)
    })

    it('finds nothing any more once okta-ops signed out', async () => {
      await ourLogin()
      await theirIdentity()
      stdoutOf(await ours('logout', '--profile', 'dev'))
      const after = await theirs('sts', 'get-caller-identity', '--profile', 'dev')
      expect(after.exitCode).to.equal(255)
      expect(after.stderr).to.contain('Token')
    })

    it('takes credentials from the okta-ops-credentials helper', async () => {
      appendFileSync(config, `\n${processProfile('dev')}`)
      await ourLogin()
      expect(await theirIdentity('process')).to.contain('AWSReservedSSO_Developer')
    })
  })

  describe('whose login okta-ops uses', () => {
    it('exports credentials without signing in again', async () => {
      await theirLogin()
      const who = JSON.parse(stdoutOf(await ours('whoami', '--profile', 'dev', '--json'))) as object
      expect(JSON.stringify(who)).to.contain('tobias.wren@halyard.test')
      expect(answered(sandbox, 'register')).to.equal(1)
    })

    it('reads the role credentials that the AWS CLI cached', async () => {
      await theirLogin()
      const key = await theirKey()
      expect(await ourKey()).to.equal(key)
      expect(answered(sandbox, 'credentials')).to.equal(1)
    })

    it('refreshes it, and the AWS CLI goes on with what okta-ops wrote', async () => {
      sandbox.act('lifetimes.set token=10m')
      await theirLogin()
      sandbox.act('lifetimes.set token=1h')
      await ourKey()
      expect(answered(sandbox, 'token.refresh')).to.equal(1)
      expect(await theirIdentity('staging')).to.contain('222222222222')
      expect(answered(sandbox, 'token.refresh')).to.equal(1)
    })

    it('says it is signed out once the AWS CLI signed out', async () => {
      await theirLogin()
      await ourKey()
      stdoutOf(await theirs('sso', 'logout'))
      const after = await ours('export', '--profile', 'dev')
      expect(after.exitCode).to.equal(4)
      expect(after.stderr).to.contain('okta-ops login')
    })
  })
})

/** The token file of the session `halyard`: sha1("halyard"). */
function tokenFile(sandbox: Sandbox): string {
  const folder = path.join(sandbox.home, '.aws', 'sso', 'cache')
  return readFileSync(path.join(folder, `${createHash('sha1').update('halyard').digest('hex')}.json`), 'utf8')
}
