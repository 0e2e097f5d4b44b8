import {expect} from 'chai'
import {spawnSync} from 'node:child_process'
import {existsSync, mkdirSync, readFileSync, rmSync, utimesSync, writeFileSync} from 'node:fs'
import path from 'node:path'
import {quickLook} from '../../../../src/lib/aws/credential-helper/quick-look.js'
import {serve} from '../../../../src/lib/aws/credential-helper/serve.js'
import {assumeRoleRequest, roleCacheName, tokenCacheName} from '../../../../src/lib/aws/cache/cache-names.js'
import {formatAwsDate} from '../../../../src/lib/aws/cache/aws-date.js'
import {formatProcess} from '../../../../src/lib/aws/credentials/process-format.js'
import {writeAssumedRole} from '../../../../src/lib/aws/cache/role-cache.js'
import {startSandbox, type Sandbox} from '../../../../src/lib/sandbox/sandbox.js'
import {halyardConfig} from '../../../support/halyard.js'
import {liveMachine} from '../../../support/live-machine.js'
import {runHelper, testNode, type BinOutcome} from '../../../support/run-bin.js'
import {signIn} from '../../../support/signed-in.js'

const minute = 60_000
const hour = 60 * minute

interface Case {
  readonly name: string
  readonly argv?: readonly string[]
  readonly env?: Readonly<Record<string, string>>
  /** Changes what lies in HOME; the default is a good login and a good role cache. */
  readonly arrange?: (home: Home) => void
  readonly exitCode: number
  /** `cached`: the cache's key id is printed; `fresh`: another one. */
  readonly prints?: 'cached' | 'fresh'
  /** Part of the one line on stderr. */
  readonly says?: string
  /** The quick look alone must have answered, or must not. */
  readonly quick?: boolean
}

/** The files of the person under test. */
interface Home {
  readonly path: string
  readonly config: (change: (text: string) => string) => void
  readonly token: (change: (json: Record<string, unknown>) => object | string | undefined) => void
  readonly role: (change: (json: RoleEntry) => object | string | undefined, mtime?: Date) => void
}

interface RoleEntry {
  readonly ProviderType: string
  readonly Credentials: Readonly<Record<string, string>>
}

const usage = 'usage: okta-ops-credentials --profile NAME'

const cases: readonly Case[] = [
  {name: 'a cached credential', exitCode: 0, prints: 'cached', quick: true},
  {
    name: 'the profile of AWS_PROFILE',
    argv: [],
    env: {AWS_PROFILE: 'dev'},
    exitCode: 0,
    prints: 'cached',
    quick: false,
  },
  {name: '--profile=dev', argv: ['--profile=dev'], exitCode: 0, prints: 'cached', quick: false},
  {
    name: 'a config with Windows line endings',
    arrange: (home) => {
      home.config((text) => text.replaceAll('\n', '\r\n'))
    },
    exitCode: 0,
    prints: 'cached',
    quick: false,
  },
  {
    name: 'a quoted profile name',
    arrange: (home) => {
      home.config((text) => text.replace('[profile dev]', '[profile "dev"]'))
    },
    exitCode: 0,
    prints: 'cached',
    quick: false,
  },
  {
    name: 'a token that has ended, while the credential lives on',
    arrange: (home) => {
      home.token((json) => ({...json, expiresAt: '2026-01-01T00:00:00Z'}))
    },
    exitCode: 0,
    prints: 'cached',
    quick: true,
  },
  {
    name: 'an entry without an AccountId, as older AWS CLIs wrote it',
    arrange: (home) => {
      home.role((entry) => ({...entry, Credentials: without(entry.Credentials, 'AccountId')}))
    },
    exitCode: 0,
    prints: 'cached',
    quick: true,
  },
  {
    name: 'no cached credential',
    arrange: (home) => {
      home.role(() => undefined)
    },
    exitCode: 0,
    prints: 'fresh',
  },
  {
    name: 'a cached credential with 14 minutes left',
    arrange: (home) => {
      home.role((entry) => withEnd(entry, 14 * minute))
    },
    exitCode: 0,
    prints: 'fresh',
  },
  {
    name: 'a cached credential of another account under this name',
    arrange: (home) => {
      home.role((entry) => ({...entry, Credentials: {...entry.Credentials, AccountId: '999999999999'}}))
    },
    exitCode: 0,
    prints: 'fresh',
  },
  {
    name: 'an end 14 hours ahead: the clock is behind',
    arrange: (home) => {
      home.role((entry) => withEnd(entry, 14 * hour))
    },
    exitCode: 0,
    prints: 'fresh',
  },
  {
    name: 'a cache written in the future: the clock was set back',
    arrange: (home) => {
      home.role((entry) => entry, new Date(Date.now() + hour))
    },
    exitCode: 0,
    prints: 'fresh',
  },
  {
    name: 'a cache half-written by another tool',
    arrange: (home) => {
      home.role((entry) => JSON.stringify(entry).slice(0, 40))
    },
    exitCode: 0,
    prints: 'fresh',
  },
  {
    name: 'another role in the config than the cached one',
    arrange: (home) => {
      home.config((text) => text.replace('sso_role_name = Developer', 'sso_role_name = ReadOnly'))
    },
    exitCode: 0,
    prints: 'fresh',
  },
  {
    name: 'signed out with another tool: the token is gone, the cache is not',
    arrange: (home) => {
      home.token(() => undefined)
    },
    exitCode: 4,
    says: 'not signed in to halyard; run: okta-ops login --profile dev',
  },
  {
    name: 'the session was pointed to another start URL',
    arrange: (home) => {
      home.config((text) =>
        text.replace(/(session halyard\]\nsso_start_url = ).*/, '$1https://d-0000000000.awsapps.com/start'),
      )
    },
    exitCode: 4,
    says: 'another start URL or region than the configured one; run: okta-ops login --profile dev',
  },
  {
    name: 'the session was moved to another region',
    arrange: (home) => {
      home.config((text) => text.replace('sso_region = us-east-1', 'sso_region = eu-west-1'))
    },
    exitCode: 4,
    says: 'another start URL or region',
  },
  {
    name: 'an ended login that cannot be refreshed',
    arrange: (home) => {
      home.role(() => undefined)
      home.token((json) => ({...without(json, 'refreshToken'), expiresAt: '2026-01-01T00:00:00Z'}))
    },
    exitCode: 4,
    says: 'ended at 2026-01-01T00:00:00Z, and it has no refresh token; run: okta-ops login --profile dev',
  },
  {
    name: 'a broken token file',
    arrange: (home) => {
      home.token(() => '{"accessToken": "ab')
    },
    exitCode: 4,
    says: 'is not a JSON object; it was set aside as',
  },
  {
    name: 'a role the person does not have',
    argv: ['--profile', 'nobody'],
    arrange: (home) => {
      home.config((text) =>
        text.replace(
          '[profile dev]',
          '[profile nobody]\nsso_session = halyard\nsso_account_id = 111111111111\nsso_role_name = Owner\n\n[profile dev]',
        ),
      )
    },
    exitCode: 5,
    says: 'the portal refuses role Owner in account 111111111111',
  },
  {
    name: 'an unknown profile',
    argv: ['--profile', 'dve'],
    exitCode: 2,
    says: 'there is no profile "dve"',
  },
  {
    name: 'a profile that runs a program: it is never run',
    argv: ['--profile', 'tool'],
    arrange: (home) => {
      home.config((text) => `${text}\n[profile tool]\ncredential_process = touch ${home.path}/was-run\n`)
    },
    exitCode: 1,
    says: 'profile tool does not get its credentials from Identity Center',
  },
  {
    name: 'a chain that goes round',
    argv: ['--profile', 'a'],
    arrange: (home) => {
      const link = (name: string, source: string) =>
        `\n[profile ${name}]\nrole_arn = arn:aws:iam::111111111111:role/X\nsource_profile = ${source}\n`
      home.config((text) => text + link('a', 'b') + link('b', 'a'))
    },
    exitCode: 1,
    says: 'circle',
  },
  {
    name: 'a broken config file',
    arrange: (home) => {
      home.config((text) => text.replace('[profile dev]', '[profile dev'))
    },
    exitCode: 1,
    says: 'config:6: this section header is not closed',
  },
  {
    name: 'a service that is not there',
    arrange: (home) => {
      home.role(() => undefined)
    },
    env: {AWS_ENDPOINT_URL_SSO: 'http://127.0.0.1:9'},
    exitCode: 6,
    says: 'cannot reach 127.0.0.1:9: connection refused',
  },
  {
    name: 'an endpoint in clear text off this machine',
    arrange: (home) => {
      home.role(() => undefined)
    },
    env: {AWS_ENDPOINT_URL_SSO: 'http://portal.example.test'},
    exitCode: 9,
    says: 'refusing to send a secret to portal.example.test in clear text',
  },
  {name: 'no HOME', env: {HOME: ''}, exitCode: 1, says: 'HOME is not set'},
  {name: '--help', argv: ['--help'], exitCode: 2, says: usage},
  {name: 'an unknown flag', argv: ['--verbose'], exitCode: 2, says: usage},
  {name: 'a flag without its value', argv: ['--profile'], exitCode: 2, says: usage},
  {name: 'a word too many', argv: ['--profile', 'dev', 'now'], exitCode: 2, says: usage},
  {name: 'no profile at all', argv: [], exitCode: 2, says: 'no profile: give --profile or AWS_PROFILE'},
]

const cachedKey = 'ASIACACHED0000000000'

describe('the credential helper', function () {
  this.slow(1000)
  let sandbox: Sandbox
  let login: string
  before(async () => {
    sandbox = await startSandbox({autoApprove: true})
    await signIn(sandbox)
    login = readFileSync(tokenFile(), 'utf8')
  })
  after(() => sandbox.close())

  const tokenFile = (): string =>
    path.join(sandbox.home, '.aws/sso/cache', tokenCacheName({name: 'halyard', startUrl: sandbox.startUrl}))
  const roleFile = (): string =>
    path.join(
      sandbox.home,
      '.aws/cli/cache',
      roleCacheName({name: 'halyard', startUrl: sandbox.startUrl}, '111111111111', 'Developer'),
    )

  /** A good login, a good cache, then what the case is about. */
  function arrange(change: Case['arrange']): void {
    rmSync(path.join(sandbox.home, '.aws'), {recursive: true, force: true})
    for (const folder of ['.aws/sso/cache', '.aws/cli/cache'])
      mkdirSync(path.join(sandbox.home, folder), {recursive: true})
    const put = (file: string, content: object | string | undefined): void => {
      if (content === undefined) rmSync(file)
      else writeFileSync(file, typeof content === 'string' ? content : JSON.stringify(content), {mode: 0o600})
    }
    const configFile = path.join(sandbox.home, '.aws/config')
    put(configFile, halyardConfig(sandbox))
    put(tokenFile(), login)
    put(roleFile(), withEnd({ProviderType: 'sso', Credentials: cachedFields}, 8 * hour))
    change?.({
      path: sandbox.home,
      config: (edit) => {
        put(configFile, edit(readFileSync(configFile, 'utf8')))
      },
      token: (edit) => {
        put(tokenFile(), edit(JSON.parse(readFileSync(tokenFile(), 'utf8')) as Record<string, unknown>))
      },
      role: (edit, mtime) => {
        put(roleFile(), edit(JSON.parse(readFileSync(roleFile(), 'utf8')) as RoleEntry))
        if (mtime !== undefined) utimesSync(roleFile(), mtime, mtime)
      },
    })
  }

  /** The sources in this process: the quick look, then the thorough one. */
  async function runSource(
    argv: readonly string[],
    env: Record<string, string>,
  ): Promise<BinOutcome & {quick: boolean}> {
    const machine = liveMachine(env)
    const {profile, credentials} = quickLook(machine, argv)
    if (credentials !== undefined)
      return {stdout: `${formatProcess(credentials)}\n`, stderr: '', exitCode: 0, quick: true}
    const said = {stdout: '', stderr: ''}
    const exitCode = await serve(
      machine,
      {argv, profile},
      {
        out: (text) => (said.stdout += text),
        err: (text) => (said.stderr += text),
      },
    )
    return {...said, exitCode, quick: false}
  }

  for (const {
    name,
    argv = ['--profile', 'dev'],
    env = {},
    arrange: change,
    exitCode,
    prints,
    says,
    quick,
  } of cases) {
    it(`${name}: exit ${exitCode}, the same from the sources and from the built file`, async () => {
      arrange(change)
      const environment = {...sandbox.env, ...env}
      const source = await runSource(argv, environment)
      if (prints === 'fresh' || says?.includes('set aside') === true) arrange(change)
      const built = await runHelper(argv, {env: environment})

      expect(built.exitCode).to.equal(exitCode)
      expect(source.exitCode).to.equal(exitCode)
      if (quick !== undefined) expect(source.quick).to.equal(quick)
      expect(comparable(built.stdout)).to.equal(comparable(source.stdout))
      expect(comparable(built.stderr)).to.equal(comparable(source.stderr))
      if (prints !== undefined) expectCredentials(built, prints)
      if (says !== undefined) {
        expect(built.stdout).to.equal('')
        expect(built.stderr).to.match(/^okta-ops-credentials: [^\n]*\n$/)
        expect(built.stderr).to.include(says)
      }
      expect(existsSync(path.join(sandbox.home, 'was-run'))).to.equal(false)
    })
  }

  it('serves a chained role from the cache it shares with the AWS CLI', async () => {
    arrange(undefined)
    const machine = liveMachine(sandbox.env)
    const request = assumeRoleRequest({
      roleArn: 'arn:aws:iam::111111111111:role/PartnerIntake',
      externalId: 'halyard-partner-7',
      durationSeconds: undefined,
      roleSessionName: undefined,
      mfaSerial: undefined,
    })
    writeAssumedRole(machine, request, {
      accessKeyId: 'ASIACHAINED000000000',
      secretAccessKey: 'x',
      sessionToken: 'y',
      expiresAt: new Date(Date.now() + hour),
      origin: 'assume-role',
    })
    const {stdout} = await runHelper(['--profile', 'partner'], {env: {...sandbox.env}})
    expect(JSON.parse(stdout)).to.include({AccessKeyId: 'ASIACHAINED000000000', AccountId: '111111111111'})
  })

  it('assumes a chained role, and keeps it for the next time', async () => {
    arrange(undefined)
    rmSync(roleFile())
    const from = sandbox.requests.length
    const first = await runHelper(['--profile', 'partner'], {env: {...sandbox.env}})
    const second = await runHelper(['--profile', 'partner'], {env: {...sandbox.env}})
    expect(first).to.include({exitCode: 0, stderr: ''})
    expect(second.stdout).to.equal(first.stdout)
    expect(sandbox.requests.slice(from).map(({operation}) => operation)).to.deep.equal([
      'credentials',
      'assume_role',
    ])
  })

  it('loads nothing on a hit that Node has not loaded by itself', () => {
    arrange(undefined)
    const script = `
      const before = new Set(process.moduleLoadList)
      process.argv = ['node', 'helper', '--profile', 'dev']
      require(${JSON.stringify(path.resolve('bin/okta-ops-credentials.cjs'))})
      const after = process.moduleLoadList.filter((name) => !before.has(name))
      process.stderr.write(JSON.stringify({after, files: Object.keys(require.cache)}))`
    // Measuring coverage loads a module of its own, and would be handed down.
    const env = {...sandbox.env, NODE_V8_COVERAGE: ''}
    const run = spawnSync(testNode(), ['-e', script], {env, encoding: 'utf8'})
    expect(run.stdout).to.include(cachedKey)
    const {after, files} = JSON.parse(run.stderr) as {after: string[]; files: string[]}
    expect(after).to.deep.equal([])
    expect(files.map((file) => path.basename(file))).to.deep.equal([
      'okta-ops-credentials.cjs',
      'credentials.cjs',
    ])
    const built = readFileSync('dist/credentials.cjs', 'utf8')
    const required = [...built.matchAll(/require\("([^"]+)"\)/g)].map(([, module]) => module)
    expect([...new Set(required)].sort()).to.deep.equal(['./credentials-miss.cjs', 'node:fs', 'node:path'])
  })

  it('writes all of it into a pipe that is full and read slowly', () => {
    arrange((home) => {
      home.role((entry) => ({
        ...entry,
        Credentials: {...entry.Credentials, SessionToken: 't'.repeat(300_000)},
      }))
    })
    const command = `${JSON.stringify(testNode())} bin/okta-ops-credentials.cjs --profile dev | (sleep 0.2; cat)`
    const run = spawnSync('sh', ['-c', command], {
      env: {PATH: process.env['PATH'], ...sandbox.env},
      encoding: 'utf8',
    })
    expect(run.stderr).to.equal('')
    expect((JSON.parse(run.stdout) as {SessionToken: string}).SessionToken).to.have.length(300_000)
  })

  /** Keys differ from one issue to the next, and so does the second in which a file was set aside. */
  function comparable(text: string): string {
    if (!text.startsWith('{')) return text.replace(/corrupt-\d{8}T\d{6}Z/, 'corrupt-TIME')
    const parsed = JSON.parse(text) as Record<string, string>
    return parsed['AccessKeyId'] === cachedKey ? text : Object.keys(parsed).join()
  }
})

const cachedFields = {
  AccessKeyId: cachedKey,
  SecretAccessKey: 'cached/secret+key=',
  SessionToken: 'cached-session-token',
  AccountId: '111111111111',
}

function without<T>(fields: Readonly<Record<string, T>>, name: string): Record<string, T> {
  return Object.fromEntries(Object.entries(fields).filter(([key]) => key !== name))
}

function withEnd(entry: RoleEntry, leftMs: number): RoleEntry {
  const Expiration = formatAwsDate(new Date(Date.now() + leftMs))
  return {...entry, Credentials: {...entry.Credentials, Expiration}}
}

function expectCredentials({stdout, stderr}: BinOutcome, which: 'cached' | 'fresh'): void {
  expect(stderr).to.equal('')
  expect(stdout).to.match(/^\{[^\n]*\}\n$/)
  const printed = JSON.parse(stdout) as Record<string, unknown>
  expect(Object.keys(printed)).to.deep.equal([
    'Version',
    'AccessKeyId',
    'SecretAccessKey',
    'SessionToken',
    'Expiration',
    'AccountId',
  ])
  expect(printed['Version']).to.equal(1)
  expect(printed['Expiration']).to.match(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/)
  if (which === 'cached') expect(printed['AccessKeyId']).to.equal(cachedKey)
  else expect(printed['AccessKeyId']).to.not.equal(cachedKey)
}
