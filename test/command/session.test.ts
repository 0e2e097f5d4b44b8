import {expect} from 'chai'
import {existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync} from 'node:fs'
import path from 'node:path'
import AccountsList from '../../src/commands/accounts/list.js'
import Login from '../../src/commands/login.js'
import Logout from '../../src/commands/logout.js'
import RolesList from '../../src/commands/roles/list.js'
import SessionCheck from '../../src/commands/session/check.js'
import SessionList from '../../src/commands/session/list.js'
import {startSandbox, type Sandbox} from '../../src/lib/sandbox/sandbox.js'
import type {Machine} from '../../src/lib/shared/machine.js'
import {fakeMachine} from '../support/fake-machine.js'
import {halyardConfig, writeHalyardConfig} from '../support/halyard.js'
import {liveMachine} from '../support/live-machine.js'
import {runCommand, type CommandOutcome} from '../support/run-command.js'
import {signIn} from '../support/signed-in.js'

const minute = 60_000

describe('login, logout, session, accounts and roles', () => {
  let sandbox: Sandbox
  let machine: Machine

  beforeEach(async () => {
    sandbox = await startSandbox({autoApprove: 'tobias.wren@halyard.test'})
    writeHalyardConfig(sandbox)
    machine = fakeMachine(sandbox.env, new Date())
  })
  afterEach(() => sandbox.close())

  const run = (Class: unknown, ...argv: string[]): Promise<CommandOutcome> =>
    runCommand(Class, argv, {machine})
  const resultOf = async (Class: unknown, ...argv: string[]): Promise<unknown> =>
    (await run(Class, ...argv, '--json')).json().result
  const ssoCache = (): string => path.join(sandbox.home, '.aws/sso/cache')
  const withEnv = (env: Record<string, string>): void => {
    machine = fakeMachine({...sandbox.env, ...env}, new Date())
  }
  const operations = (): (string | undefined)[] => sandbox.requests.map(({operation}) => operation)
  /** Signs in with a terminal and a browser that follows the address it is given and every redirect. */
  const withBrowser = (...argv: string[]): Promise<CommandOutcome> => {
    const browser = path.join(sandbox.home, 'browser.sh')
    writeFileSync(browser, `#!/bin/sh\nexec '${process.execPath}' -e 'fetch(process.argv[1])' "$1"\n`, {
      mode: 0o700,
    })
    const env = {...sandbox.env, BROWSER: browser, PATH: process.env['PATH']}
    return runCommand(Login, argv, {machine: liveMachine(env), terminal: {interactive: true}})
  }

  describe('login', () => {
    it('says until when, and who it is', async () => {
      const {stdout, stderr, exitCode} = await run(Login, '--profile', 'dev')
      expect({stdout, exitCode}).to.deep.equal({stdout: '', exitCode: 0})
      expect(stderr).to.match(/Signed in to halyard until \S+Z \([\dhm ]+, then renewed by itself\)\./)
      expect(stderr).to.include('You are tobias.wren@halyard.test, Developer in account 111111111111.')
    })

    it('[login --profile] signs in to the session of that profile', async () => {
      expect(await resultOf(Login, '--profile', 'legacy')).to.include({session: sandbox.startUrl})
      expect(await resultOf(Login, '--profile', 'dev')).to.include({session: 'halyard', status: 'signed-in'})
    })

    it('signs a chained profile in to its source session', async () => {
      expect(await resultOf(Login, '--profile', 'partner')).to.include({session: 'halyard'})
    })

    it('[login --session] signs in to a session without a profile, and says how far it reaches', async () => {
      expect(await resultOf(Login, '--session', 'halyard')).to.deep.include({
        session: 'halyard',
        startUrl: sandbox.startUrl,
        region: 'us-east-1',
        flow: 'device-code',
        signedInAs: {accounts: 3},
      })
    })

    it('[login --force] signs in again although the token is good', async () => {
      await signIn(sandbox)
      expect(await resultOf(Login, '--profile', 'dev')).to.include({status: 'unchanged'})
      expect(await resultOf(Login, '--profile', 'dev', '--force')).to.include({status: 'signed-in'})
    })

    it('[login --callback-port] asks for the browser flow, on that port', async () => {
      const {exitCode, stderr, json} = await withBrowser('--profile', 'dev', '--callback-port', '0', '--json')
      expect(exitCode, stderr).to.equal(0)
      expect(json().result).to.include({flow: 'pkce', status: 'signed-in'})
      expect(operations()).to.include('token.code')
    })

    it('takes the callback port from OKTA_OPS_CALLBACK_PORT when it is set', async () => {
      process.env['OKTA_OPS_CALLBACK_PORT'] = '0'
      try {
        expect((await withBrowser('--profile', 'dev', '--json')).json().result).to.include({flow: 'pkce'})
      } finally {
        delete process.env['OKTA_OPS_CALLBACK_PORT']
      }
    })

    it('shows a code when asked, with a terminal and a browser', async () => {
      const desktop = {DISPLAY: ':0', BROWSER: '/bin/true'}
      withEnv(desktop)
      const {json} = await runCommand(Login, ['--profile', 'dev', '--device-code', '--json'], {
        machine,
        terminal: {interactive: true},
      })
      expect(json().result).to.include({flow: 'device-code'})
    })

    it('[login --no-browser] opens no browser with a terminal', async () => {
      const opened = path.join(sandbox.home, 'opened')
      const browser = path.join(sandbox.home, 'browser.sh')
      writeFileSync(browser, `#!/bin/sh\necho "$1" > ${opened}.new; mv ${opened}.new ${opened}\n`, {
        mode: 0o700,
      })
      withEnv({BROWSER: browser, PATH: process.env['PATH'] ?? ''})
      const login = (...argv: string[]) =>
        runCommand(Login, ['--profile', 'dev', '--device-code', '--force', ...argv], {
          machine,
          terminal: {interactive: true},
        })
      await login('--no-browser')
      await login()
      const deadline = performance.now() + 5000
      while (!existsSync(opened) && performance.now() < deadline)
        await new Promise((done) => setTimeout(done, 20))
      const address = readFileSync(opened, 'utf8')
      const codes = operations().filter((name) => name === 'device_authorization').length
      expect([address.includes('user_code='), codes]).to.deep.equal([true, 2])
      // Only the second sign-in's code: the first one opened nothing.
      expect(address).to.not.include(String(firstCode(sandbox)))
    })

    it('names a used callback port and ends with exit 1', async () => {
      const {exitCode, stderr} = await run(Login, '--profile', 'dev', '--callback-port', String(sandbox.port))
      expect(exitCode).to.equal(1)
      expect(stderr)
        .to.include(`cannot listen on 127.0.0.1:${sandbox.port}`)
        .and.include('next: okta-ops login --profile dev --callback-port 0')
    })

    const failures: readonly (readonly [string, string, number, string])[] = [
      ['denied', 'denied', 5, 'OPS_LOGIN_DENIED'],
      ['expired', 'expired', 4, 'OPS_LOGIN_EXPIRED'],
      ['a broken service', '500:register*always', 6, 'OPS_SERVICE'],
    ]
    for (const [name, fault, exit, code] of failures) {
      it(`${name}: exit ${exit}, in text and JSON alike`, async () => {
        sandbox.act(`fault ${fault}*2`.replace('*always*2', '*always'))
        const text = await run(Login, '--profile', 'dev')
        const json = await run(Login, '--profile', 'dev', '--json')
        expect([text.exitCode, json.exitCode, json.json().error?.code]).to.deep.equal([exit, exit, code])
        expect(text.stderr).to.match(/^error: .*\n {2}next: okta-ops login --profile dev$/m)
      })
    }

    it('does not know a profile that does not sign in', async () => {
      writeHalyardConfig(sandbox, '[profile keys]\naws_access_key_id = AKIA\naws_secret_access_key = x\n')
      const {json, exitCode} = await run(Login, '--profile', 'keys', '--json')
      expect([exitCode, json().error?.code]).to.deep.equal([2, 'OPS_PROFILE_INCOMPLETE'])
    })

    it('without a profile and without a terminal: usage, exit 2', async () => {
      expect((await run(Login)).exitCode).to.equal(2)
    })
  })

  describe('logout', () => {
    const tokens = (): number => readdirSync(ssoCache()).length

    it('[logout --profile] signs out of the session of that profile', async () => {
      await signIn(sandbox)
      const {exitCode, stderr} = await run(Logout, '--profile', 'dev')
      expect([exitCode, stderr, tokens()]).to.deep.equal([0, 'Signed out of halyard.\n', 0])
      expect(operations()).to.include('logout')
    })

    it('[logout --session] leaves the other sessions', async () => {
      await signIn(sandbox)
      await signIn(sandbox, {session: undefined})
      await run(Logout, '--session', 'halyard')
      expect(tokens()).to.equal(1)
    })

    it("[logout --all] signs out of everything that is ours, and of no other tool's", async () => {
      await signIn(sandbox)
      await signIn(sandbox, {session: undefined})
      writeFileSync(
        path.join(ssoCache(), 'kiro-auth-token.json'),
        '{"accessToken": "theirs", "region": "us-east-1"}',
      )
      await run(Logout, '--all')
      expect(readdirSync(ssoCache())).to.deep.equal(['kiro-auth-token.json'])
    })

    it('[logout --registrations] removes the client registration too', async () => {
      await run(Login, '--profile', 'dev')
      expect(await resultOf(Logout, '--profile', 'dev')).to.have.nested.property(
        'sessions[0].registrationRemoved',
        false,
      )
      expect(readdirSync(ssoCache())).to.have.length(1)
      await run(Logout, '--profile', 'dev', '--registrations')
      expect(readdirSync(ssoCache())).to.have.length(0)
    })

    it("removes the cached credentials of the session's roles", async () => {
      await run(Login, '--profile', 'dev')
      const cliCache = path.join(sandbox.home, '.aws/cli/cache')
      writeFileSync(path.join(cliCache, 'foreign.json'), '{"ProviderType": "sso"}')
      expect(await resultOf(Logout, '--profile', 'dev')).to.have.nested.property(
        'sessions[0].rolesDropped',
        1,
      )
      expect(readdirSync(cliCache)).to.deep.equal(['foreign.json'])
    })

    for (const fault of ['500', 'reset'])
      it(`is done here even when the service cannot be told (${fault}), and says so`, async () => {
        await signIn(sandbox)
        sandbox.act(`fault ${fault}:logout*always`)
        const {exitCode, stderr} = await run(Logout, '--profile', 'dev')
        expect([exitCode, tokens()]).to.deep.equal([0, 0])
        expect(stderr).to.include('warning: halyard is signed out here, but the service could not be told')
      })

    it('again changes nothing', async () => {
      expect(await resultOf(Logout, '--profile', 'dev')).to.deep.equal({
        sessions: [
          {
            session: 'halyard',
            wasSignedIn: false,
            serviceTold: false,
            rolesDropped: 0,
            registrationRemoved: false,
          },
        ],
      })
    })
  })

  describe('session list', () => {
    it('shows every session, the legacy one too, and asks nobody', async () => {
      await signIn(sandbox)
      const asked = sandbox.requests.length
      const rows = (await resultOf(SessionList)) as readonly Record<string, unknown>[]
      expect(rows.map(({session, state}) => [session, state])).to.deep.equal([
        ['halyard', 'signed-in'],
        [sandbox.startUrl, 'signed-out'],
      ])
      expect(rows[0]!['profiles']).to.deep.equal(['dev', 'staging', 'prod'])
      expect((await run(SessionList)).stdout).to.match(/^SESSION .*\nhalyard +signed in, renewable +\d+m /)
      expect(sandbox.requests).to.have.length(asked)
    })

    it('says when what is on file belongs elsewhere', async () => {
      await signIn(sandbox, {
        change: (token) => ({...token, startUrl: 'https://d-0000000000.awsapps.com/start'}),
      })
      expect((await run(SessionList)).stdout).to.include('of another start URL')
    })

    it('shows the good sessions beside a broken one', async () => {
      writeHalyardConfig(sandbox, `[sso-session broken]\nsso_region = us-east-1\n\n${halyardConfig(sandbox)}`)
      expect((await run(SessionList)).stdout).to.include('halyard')
    })

    it('says what to do when there is none', async () => {
      writeHalyardConfig(sandbox, '')
      const {stdout, stderr} = await run(SessionList)
      expect([stdout, stderr]).to.deep.equal([
        '',
        'There is no session in ~/.aws/config. To make one: okta-ops setup\n',
      ])
    })
  })

  describe('session check', () => {
    const leaving = (ms: number, refreshable: boolean) =>
      signIn(sandbox, {
        change: ({refreshToken, ...token}) => ({
          ...token,
          expiresAt: new Date(Date.now() + ms),
          ...(refreshable && refreshToken !== undefined ? {refreshToken} : {}),
        }),
      })
    const exit = async (...argv: string[]): Promise<number> => (await run(SessionCheck, ...argv)).exitCode

    it('[session check --profile] answers for the session of that profile', async () => {
      await leaving(20 * minute, false)
      expect([await exit('--profile', 'dev'), await exit('--profile', 'legacy')]).to.deep.equal([0, 3])
    })

    it('[session check --session] answers for that session', async () => {
      expect(await exit('--session', 'halyard')).to.equal(3)
      await leaving(20 * minute, false)
      expect(await exit('--session', 'halyard')).to.equal(0)
    })

    it('[session check --min-ttl] is how long it must last', async () => {
      await leaving(20 * minute, false)
      expect([
        await exit('--profile', 'dev', '--min-ttl', '19m'),
        await exit('--profile', 'dev', '--min-ttl', '21m'),
      ]).to.deep.equal([0, 3])
    })

    it('counts a token that can be refreshed as good, and says so', async () => {
      await leaving(-minute, true)
      const {exitCode, stdout} = await run(SessionCheck, '--profile', 'dev', '--min-ttl', '30m')
      expect(exitCode).to.equal(0)
      expect(stdout).to.match(/^halyard: the token ended \S+, renewed by itself when needed\n$/)
      expect(await resultOf(SessionCheck, '--profile', 'dev')).to.include({
        good: true,
        refreshable: true,
        secondsLeft: 0,
      })
    })

    it('[session check --strict] counts only what is left', async () => {
      await leaving(20 * minute, true)
      const {exitCode, stderr} = await run(SessionCheck, '--profile', 'dev', '--min-ttl', '30m', '--strict')
      expect([exitCode, stderr]).to.deep.equal([3, '  next: okta-ops login --profile dev --force\n'])
    })

    it('[session check --verify] refreshes, and asks the portal', async () => {
      await leaving(minute, true)
      const asked = sandbox.requests.length
      expect(await exit('--profile', 'dev')).to.equal(0)
      expect(sandbox.requests).to.have.length(asked)
      expect(await exit('--profile', 'dev', '--verify', '--strict', '--min-ttl', '30m')).to.equal(0)
      expect(operations().slice(asked)).to.deep.equal(['token.refresh', 'accounts'])
    })

    it('sees with --verify that the login was revoked elsewhere', async () => {
      await leaving(20 * minute, true)
      sandbox.act('session.revoke all')
      expect(await exit('--profile', 'dev')).to.equal(0)
      const {exitCode, json} = await run(SessionCheck, '--profile', 'dev', '--verify', '--json')
      expect(exitCode).to.equal(3)
      expect(json()).to.deep.include({ok: true})
      expect(json().result).to.include({good: false, state: 'revoked', verified: true})
    })

    it('ends with exit 6 when --verify gets no answer', async () => {
      await leaving(20 * minute, false)
      sandbox.act('fault 500:accounts*always')
      expect(await exit('--profile', 'dev', '--verify')).to.equal(6)
    })

    it('does not take what is on file for another start URL', async () => {
      await signIn(sandbox, {change: (token) => ({...token, region: 'eu-west-1'})})
      expect(await resultOf(SessionCheck, '--profile', 'dev')).to.include({good: false, state: 'elsewhere'})
    })

    it('refuses a span it cannot read', async () => {
      expect(await exit('--profile', 'dev', '--min-ttl', 'soon')).to.equal(2)
    })
  })

  describe('accounts list and roles list', () => {
    beforeEach(() => signIn(sandbox))

    it('[accounts list --profile] lists by the session of that profile', async () => {
      const {stdout} = await run(AccountsList, '--profile', 'dev')
      expect(stdout).to.match(/^ACCOUNT +NAME +E-MAIL\n111111111111 {2}Halyard Dev +aws-dev@halyard\.test\n/)
      expect((await run(AccountsList, '--profile', 'legacy')).exitCode).to.equal(4)
    })

    it('[accounts list --session] lists by that session', async () => {
      expect(await resultOf(AccountsList, '--session', 'halyard')).to.deep.include({
        accountId: '222222222222',
        accountName: 'Halyard Staging',
        emailAddress: 'aws-staging@halyard.test',
      })
    })

    it('[roles list --account] lists one account; all of them without', async () => {
      expect(await resultOf(RolesList, '--profile', 'dev', '--account', '333333333333')).to.deep.equal([
        {accountId: '333333333333', roleName: 'ReadOnly'},
      ])
      expect(await resultOf(RolesList, '--profile', 'dev')).to.have.length(5)
    })

    it('[roles list --profile] asks with the login of that profile', async () => {
      expect((await run(RolesList, '--profile', 'dev')).exitCode).to.equal(0)
      expect((await run(RolesList, '--profile', 'legacy')).exitCode).to.equal(4)
    })

    it('[roles list --session] asks with the login of that session', async () => {
      expect((await run(RolesList, '--session', 'halyard', '--account', '111111111111')).stdout).to.equal(
        'ACCOUNT       ROLE\n111111111111  Developer\n111111111111  ReadOnly\n',
      )
    })

    it('says how far it is when it takes long', async () => {
      sandbox.act('fault 429:roles=4')
      const {stderr, stdout} = await run(RolesList, '--profile', 'dev')
      expect(stderr).to.match(/^Roles of \d of \d accounts listed \.\.\.$/m)
      expect(stdout).to.not.include('listed')
    })

    it('refuses what is no account id', async () => {
      expect((await run(RolesList, '--profile', 'dev', '--account', '12')).exitCode).to.equal(2)
    })

    it('refreshes once when the portal does not take the token', async () => {
      sandbox.act('token.expire all')
      expect((await run(AccountsList, '--profile', 'dev')).exitCode).to.equal(0)
      expect(operations()).to.include('token.refresh')
    })

    it('says how to sign in when that does not help, exit 4', async () => {
      sandbox.act('session.revoke all')
      const {exitCode, stderr} = await run(AccountsList, '--profile', 'dev')
      expect(exitCode).to.equal(4)
      expect(stderr).to.include('next: okta-ops login --profile dev')
    })
  })

  it('a HOME that is not there is one clear error', async () => {
    machine = fakeMachine({...sandbox.env, HOME: path.join(sandbox.home, 'gone')})
    for (const Class of [Login, Logout, SessionList, SessionCheck, AccountsList, RolesList])
      expect((await run(Class, '--json')).json().error?.code).to.equal('OPS_HOME_MISSING')
  })

  it('a token file that is a folder is one clear error', async () => {
    mkdirSync(ssoCache(), {recursive: true})
    await signIn(sandbox)
    const [name = ''] = readdirSync(ssoCache())
    rmSync(path.join(ssoCache(), name))
    mkdirSync(path.join(ssoCache(), name))
    expect((await run(SessionCheck, '--profile', 'dev', '--json')).json().error?.code).to.equal(
      'OPS_FILE_UNREADABLE',
    )
  })
})

/** The user code of the first device authorization. */
function firstCode(sandbox: Sandbox): unknown {
  const first = sandbox.requests.find(({operation}) => operation === 'device_authorization')
  return JSON.stringify(first).match(/[A-Z]{4}-[A-Z]{4}/)?.[0] ?? 'none'
}
