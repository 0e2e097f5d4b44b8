import {expect} from 'chai'
import {chmodSync, readdirSync, readFileSync, statSync, writeFileSync} from 'node:fs'
import http from 'node:http'
import type {AddressInfo} from 'node:net'
import path from 'node:path'
import Console from '../../../src/commands/console.js'
import Export, {type ExportResult} from '../../../src/commands/export.js'
import Whoami, {type WhoamiResult} from '../../../src/commands/whoami.js'
import {startSandbox, type Sandbox} from '../../../src/lib/sandbox/sandbox.js'
import {fakeMachine, type FakeMachine} from '../../support/fake-machine.js'
import {halyardConfig, writeHalyardConfig} from '../../support/halyard.js'
import {runCommand} from '../../support/run-command.js'
import {signIn} from '../../support/signed-in.js'

const mira = 'mira.castellan@halyard.test'
const minute = 60_000

let sandbox: Sandbox
let machine: FakeMachine

beforeEach(async () => {
  let now = (): Date => new Date()
  sandbox = await startSandbox({autoApprove: mira, now: () => now()})
  machine = fakeMachine(sandbox.env, new Date())
  now = machine.now
  writeHalyardConfig(sandbox)
})
afterEach(() => sandbox.close())

/** The same machine with other variables besides the sandbox's. */
const withEnv = (env: Readonly<Record<string, string>>): FakeMachine => ({
  ...machine,
  env: {...sandbox.env, ...env},
})
const timesAsked = (wanted: string): number =>
  sandbox.requests.filter(({operation}) => operation === wanted).length

async function exported(profile: string, on: FakeMachine = machine): Promise<ExportResult> {
  const outcome = await runCommand(Export, ['--profile', profile, '--json'], {machine: on})
  expect(outcome.exitCode, outcome.stdout).to.equal(0)
  return outcome.json().result as ExportResult
}

async function whoami(argv: readonly string[], on: FakeMachine = machine): Promise<WhoamiResult> {
  const outcome = await runCommand(Whoami, [...argv, '--json'], {machine: on})
  expect(outcome.exitCode, outcome.stdout).to.equal(0)
  return outcome.json().result as WhoamiResult
}

describe('whoami against the sandbox', () => {
  it('names caller, role, session and both clocks', async () => {
    await signIn(sandbox)
    const result = await whoami(['--profile', 'dev'])
    expect(result).to.include({
      profile: 'dev',
      chosenBy: '--profile',
      account: '111111111111',
      role: 'Developer',
      sessionName: mira,
      region: 'eu-west-1',
    })
    expect(result.credentials).to.have.keys('origin', 'expiresAt', 'file')
    expect(result.credentials.file).to.match(/^~\/\.aws\/cli\/cache\/[0-9a-f]{40}\.json$/)
    expect(result.token).to.include({session: 'halyard', startUrl: sandbox.startUrl, refreshable: true})
    expect(result.token?.file).to.match(/^~\/\.aws\/sso\/cache\/[0-9a-f]{40}\.json$/)
  })

  it('says the same in words', async () => {
    await signIn(sandbox)
    const {stdout} = await runCommand(Whoami, [], {machine: withEnv({AWS_PROFILE: 'dev'})})
    expect(stdout).to.match(/^profile +dev \(AWS_PROFILE\)$/m)
    expect(stdout).to.match(/^account +111111111111$/m)
    expect(stdout).to.match(
      /^credentials +until 20\S+Z \((?:1h 00m|59m)\), from Identity Center, kept in ~\/\.aws\/cli/m,
    )
    expect(stdout).to.match(
      /^token +until 20\S+Z \([\dhm ]+\), then renewed by itself, of halyard in ~\/\.aws\/sso/m,
    )
  })

  it('answers for a legacy profile', async () => {
    await signIn(sandbox, {session: undefined})
    const result = await whoami(['--profile', 'legacy'])
    expect(result.token).to.include({session: sandbox.startUrl, startUrl: sandbox.startUrl})
  })

  it('answers for a chained role, with the clock of the login behind it', async () => {
    await signIn(sandbox)
    const result = await whoami(['--profile', 'partner'])
    expect(result).to.include({role: 'PartnerIntake', account: '111111111111'})
    expect(result.credentials.origin).to.equal('assume-role')
    expect(result.token?.session).to.equal('halyard')
  })

  const refusals: readonly (readonly [string, string, string, RegExp, string | undefined])[] = [
    [
      'credentials that ended early',
      'credentials.expire',
      'dev',
      /403 \w+/,
      'okta-ops login --profile dev --force',
    ],
    ['a broken STS', 'fault 500:identity*always', 'dev', /500 \w+/, undefined],
    [
      'a role that is not for them',
      'fault 403:assume_role',
      'partner',
      /cannot assume .* 403/,
      'okta-ops whoami --profile dev',
    ],
  ]
  for (const [name, action, profile, message, next] of refusals)
    it(`${name}: says what STS answered and what helps`, async () => {
      await signIn(sandbox)
      await exported('dev')
      sandbox.act(action)
      const {error} = (await runCommand(Whoami, ['--profile', profile, '--json'], {machine})).json()
      expect(error?.message).to.match(message).and.not.include('does not take')
      expect(error?.next).to.equal(next)
    })

  describe('without Identity Center', () => {
    let keys: ExportResult
    beforeEach(async () => {
      await signIn(sandbox)
      keys = await exported('dev')
    })
    const keyVariables = (): Record<string, string> => ({
      AWS_ACCESS_KEY_ID: keys.accessKeyId ?? '',
      AWS_SECRET_ACCESS_KEY: keys.secretAccessKey ?? '',
      AWS_SESSION_TOKEN: keys.sessionToken ?? '',
    })
    const profileWith = (body: string): string => `${halyardConfig(sandbox)}\n[profile other]\n${body}\n`

    it('answers for keys of the environment, saying so', async () => {
      const result = await whoami([], withEnv({...keyVariables(), AWS_PROFILE: 'prod'}))
      expect(result).to.include({role: 'Developer'}).and.not.to.have.property('profile')
      expect(result.credentials).to.deep.equal({origin: 'environment'})
      expect(result).to.not.have.property('token')
    })

    it('answers for keys of the credentials file', async () => {
      const file = path.join(sandbox.home, '.aws/credentials')
      const {
        AWS_ACCESS_KEY_ID: id = '',
        AWS_SECRET_ACCESS_KEY: secret = '',
        AWS_SESSION_TOKEN: token = '',
      } = keyVariables()
      writeFileSync(
        file,
        `[other]\naws_access_key_id = ${id}\naws_secret_access_key = ${secret}\naws_session_token = ${token}\n`,
      )
      expect((await whoami(['--profile', 'other'])).credentials.origin).to.equal('static')
    })

    it('answers for a credential_process, leaving what follows Version alone', async () => {
      const answer = path.join(sandbox.home, 'answer.json')
      const {stdout} = await runCommand(Export, ['--profile', 'dev', '--format', 'process'], {machine})
      writeFileSync(answer, stdout)
      writeHalyardConfig(sandbox, profileWith(`credential_process = cat ${answer}`))
      const result = await whoami(['--profile', 'other'])
      expect(result.credentials).to.deep.equal({origin: 'process', expiresAt: keys.expiresAt})
    })

    it('answers for a container endpoint', async () => {
      const server = http.createServer((request, response) => {
        const known = request.headers.authorization === 'Bearer of-the-container'
        response.writeHead(known ? 200 : 401, {'content-type': 'application/json'})
        response.end(
          JSON.stringify({
            AccessKeyId: keys.accessKeyId,
            SecretAccessKey: keys.secretAccessKey,
            Token: keys.sessionToken,
            Expiration: keys.expiresAt,
          }),
        )
      })
      await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
      const {port} = server.address() as AddressInfo
      const env = {
        AWS_CONTAINER_CREDENTIALS_FULL_URI: `http://127.0.0.1:${port}/`,
        AWS_CONTAINER_AUTHORIZATION_TOKEN: 'Bearer of-the-container',
      }
      try {
        expect((await whoami([], withEnv(env))).credentials.origin).to.equal('container')
      } finally {
        server.close()
      }
    })

    it('takes a profile as its own source only for keys that stand beside the role', async () => {
      const {
        AWS_ACCESS_KEY_ID: id = '',
        AWS_SECRET_ACCESS_KEY: secret = '',
        AWS_SESSION_TOKEN: token = '',
      } = keyVariables()
      writeHalyardConfig(
        sandbox,
        profileWith(
          [
            'role_arn = arn:aws:iam::111111111111:role/DataReader',
            'source_profile = other',
            `aws_access_key_id = ${id}`,
            `aws_secret_access_key = ${secret}`,
            `aws_session_token = ${token}`,
          ].join('\n'),
        ),
      )
      expect((await whoami(['--profile', 'other'])).role).to.equal('DataReader')
    })

    it('assumes a role from the environment when credential_source says so', async () => {
      writeHalyardConfig(
        sandbox,
        profileWith('role_arn = arn:aws:iam::111111111111:role/DataReader\ncredential_source = Environment'),
      )
      const result = await whoami(['--profile', 'other'], withEnv(keyVariables()))
      expect(result).to.include({role: 'DataReader'})
      expect(result).to.not.have.property('token')
    })
  })
})

describe('chained roles against the sandbox', () => {
  const sent = (): unknown => sandbox.requests.findLast(({operation}) => operation === 'assume_role')?.body
  const chained = (body: string): string =>
    `${halyardConfig(sandbox)}\n[profile chained]\nrole_arn = arn:aws:iam::111111111111:role/PartnerIntake\nsource_profile = dev\n${body}\n`

  it('sends external id, duration and session name', async () => {
    await signIn(sandbox)
    writeHalyardConfig(
      sandbox,
      chained('external_id = halyard-partner-7\nduration_seconds = 900\nrole_session_name = night-run'),
    )
    const result = await whoami(['--profile', 'chained'])
    expect(result.sessionName).to.equal('night-run')
    expect(sent()).to.include({
      RoleArn: 'arn:aws:iam::111111111111:role/PartnerIntake',
      ExternalId: 'halyard-partner-7',
      DurationSeconds: '900',
      RoleSessionName: 'night-run',
    })
  })

  it('asks STS once, and reads its answer from the shared cache the second time', async () => {
    await signIn(sandbox)
    const first = await exported('partner')
    expect(await exported('partner')).to.deep.equal(first)
    expect(timesAsked('assume_role')).to.equal(1)
    const files = readdirSync(path.join(sandbox.home, '.aws/cli/cache'))
    const entries = files.map((name) => path.join(sandbox.home, '.aws/cli/cache', name))
    const entry = entries.find((file) => !readFileSync(file, 'utf8').includes('ProviderType')) ?? ''
    expect(statSync(entry).mode & 0o777).to.equal(0o600)
  })

  it('asks again when 15 minutes are left', async () => {
    await signIn(sandbox)
    const first = await exported('partner')
    machine.advance(46 * minute)
    expect((await exported('partner')).accessKeyId).to.not.equal(first.accessKeyId)
  })

  it('uses no cached role once the login is gone', async () => {
    const {accessToken} = await signIn(sandbox)
    await exported('partner')
    for (const name of readdirSync(path.join(sandbox.home, '.aws/sso/cache')))
      writeFileSync(path.join(sandbox.home, '.aws/sso/cache', name), '{}')
    const outcome = await runCommand(Export, ['--profile', 'partner'], {machine})
    expect(outcome.exitCode).to.equal(4)
    expect(outcome.stderr).not.to.contain(accessToken)
  })

  it('goes through a chain of chains', async () => {
    await signIn(sandbox)
    writeHalyardConfig(
      sandbox,
      `${halyardConfig(sandbox)}\n[profile second]\nrole_arn = arn:aws:iam::222222222222:role/DataReader\nsource_profile = partner\n`,
    )
    expect(await whoami(['--profile', 'second'])).to.include({account: '222222222222', role: 'DataReader'})
  })

  it('says which role was refused, exit 5', async () => {
    await signIn(sandbox)
    writeHalyardConfig(sandbox, chained('external_id = wrong'))
    const {stderr, exitCode} = await runCommand(Whoami, ['--profile', 'chained'], {machine})
    expect(exitCode).to.equal(5)
    expect(stderr).to.match(
      /cannot assume arn:aws:iam::111111111111:role\/PartnerIntake for profile "chained"/,
    )
  })
})

describe('export against the sandbox', () => {
  it('[export --format] writes each format for its own reader', async () => {
    await signIn(sandbox)
    const starts: Record<string, string> = {}
    for (const format of ['env', 'fish', 'tcsh', 'powershell', 'cmd', 'dotenv', 'json', 'process']) {
      const {stdout, stderr} = await runCommand(Export, ['--profile', 'dev', '--format', format], {machine})
      expect(stderr).to.equal('')
      starts[format] = stdout.slice(0, 14)
    }
    expect(starts).to.deep.equal({
      env: 'export AWS_ACC',
      fish: 'set -gx AWS_AC',
      tcsh: 'setenv AWS_ACC',
      powershell: '$Env:AWS_ACCES',
      cmd: 'set "AWS_ACCES',
      dotenv: 'AWS_ACCESS_KEY',
      json: '{\n  "AccessKey',
      process: '{"Version":1,"',
    })
  })

  it('[export --profile] prints the credentials of that profile', async () => {
    await signIn(sandbox)
    expect((await exported('dev')).accountId).to.equal('111111111111')
    expect((await exported('staging')).accountId).to.equal('222222222222')
  })

  it('[export --section] writes a section of the credentials file and prints no key', async () => {
    await signIn(sandbox)
    const file = path.join(sandbox.home, '.aws/credentials')
    const before = '# mine\n[work]\naws_access_key_id=AKIAWORK ; mine too\naws_secret_access_key=s\n'
    writeFileSync(file, before, {mode: 0o600})
    const argv = ['--profile', 'dev', '--format', 'credentials', '--section', 'ci']
    const {stdout, stderr} = await runCommand(Export, argv, {machine})
    const {accessKeyId = '', secretAccessKey = '', sessionToken = ''} = await exported('dev')
    expect(stdout).to.equal('')
    expect(stderr).to.equal(`wrote [ci] in ~/.aws/credentials; use it with AWS_PROFILE=ci\n`)
    const after = readFileSync(file, 'utf8')
    expect(after.startsWith(before)).to.equal(true)
    expect(after)
      .to.contain('[ci]')
      .and.contain(accessKeyId)
      .and.contain(secretAccessKey)
      .and.contain(sessionToken)
  })

  it('says when others can read the file it writes credentials to', async () => {
    await signIn(sandbox)
    const file = path.join(sandbox.home, '.aws/credentials')
    writeFileSync(file, '# mine\n')
    chmodSync(file, 0o640) // whatever the umask
    const {stderr} = await runCommand(Export, ['--profile', 'dev', '--format', 'credentials'], {machine})
    expect(stderr).to.contain(
      'warning: other accounts of this machine can read ~/.aws/credentials: chmod 600 ~/.aws/credentials',
    )
    expect(statSync(file).mode & 0o777).to.equal(0o640)
  })

  it('writes to a section of its own unless told, and tells no key under --json', async () => {
    await signIn(sandbox)
    const argv = ['--profile', 'dev', '--format', 'credentials', '--json']
    const outcome = await runCommand(Export, argv, {machine})
    expect(outcome.json().result).to.have.keys(
      'profile',
      'origin',
      'accountId',
      'expiresAt',
      'file',
      'section',
    )
    expect(outcome.json().result).to.include({section: 'dev-keys'})
  })

  it('replaces no long-lived keys, exit 9', async () => {
    await signIn(sandbox)
    const file = path.join(sandbox.home, '.aws/credentials')
    const before = '[work]\naws_access_key_id = AKIAWORK\naws_secret_access_key = s\n'
    writeFileSync(file, before, {mode: 0o600})
    const argv = ['--profile', 'dev', '--format', 'credentials', '--section', 'work']
    const {stderr, exitCode} = await runCommand(Export, argv, {machine})
    expect(exitCode).to.equal(9)
    expect(stderr).to.contain('credentials:1: [work] holds long-lived keys')
    expect(readFileSync(file, 'utf8')).to.equal(before)
  })

  it('--section without a file to write is a mistake, exit 2', async () => {
    const {exitCode} = await runCommand(Export, ['--profile', 'dev', '--section', 'x'], {machine})
    expect(exitCode).to.equal(2)
  })

  const failures = [
    {fault: '403:credentials', code: 'OPS_ACCESS_DENIED', exitCode: 5},
    {fault: '401:credentials*2', code: 'OPS_SIGNED_OUT', exitCode: 4},
    {fault: '500:credentials*9', code: 'OPS_SERVICE', exitCode: 6},
    {fault: '429:credentials*9', code: 'OPS_THROTTLED', exitCode: 6},
    {fault: 'reset:credentials*9', code: 'OPS_NETWORK', exitCode: 6},
    {fault: 'garbage:credentials*9', code: 'OPS_BAD_ANSWER', exitCode: 6},
  ]
  for (const {fault, code, exitCode} of failures) {
    it(`${fault}: ${code}, exit ${exitCode}, in text and JSON`, async () => {
      await signIn(sandbox)
      sandbox.act(`fault ${fault}`)
      const text = await runCommand(Export, ['--profile', 'dev'], {machine})
      expect({stdout: text.stdout, exitCode: text.exitCode}).to.deep.equal({stdout: '', exitCode})
      expect(text.stderr).to.match(/^error: .+\n( {2}next: .+\n)?$/)
      await signIn(sandbox)
      sandbox.act(`fault ${fault}`)
      const json = await runCommand(Export, ['--profile', 'dev', '--json'], {machine})
      expect(json.json().error?.code).to.equal(code)
      expect(json.exitCode).to.equal(exitCode)
    })
  }

  it('one 401 is answered by a refresh', async () => {
    await signIn(sandbox)
    sandbox.act('fault 401:credentials')
    expect((await exported('dev')).accountId).to.equal('111111111111')
  })

  it('an endpoint where nobody listens: OPS_NETWORK, exit 6', async () => {
    await signIn(sandbox)
    const on = withEnv({AWS_ENDPOINT_URL_SSO: 'http://127.0.0.1:9'})
    const outcome = await runCommand(Export, ['--profile', 'dev', '--json'], {machine: on})
    expect(outcome.json().error?.code).to.equal('OPS_NETWORK')
    expect(outcome.exitCode).to.equal(6)
  })

  it('an endpoint in clear text off loopback is refused before the token is sent', async () => {
    await signIn(sandbox)
    const on = withEnv({AWS_ENDPOINT_URL_SSO: 'http://portal.example.test'})
    const outcome = await runCommand(Export, ['--profile', 'dev', '--json'], {machine: on})
    expect(outcome.json().error?.code).to.equal('OPS_CLEAR_TEXT')
    expect(outcome.exitCode).to.equal(9)
  })
})

describe('--login against the sandbox', () => {
  it('[export --login] signs in when signed out, and prints only data on stdout', async () => {
    const argv = ['--profile', 'partner', '--format', 'json']
    expect((await runCommand(Export, argv, {machine})).exitCode).to.equal(4)
    const {stdout, stderr, exitCode} = await runCommand(Export, [...argv, '--login'], {machine})
    expect(exitCode, stderr).to.equal(0)
    expect(JSON.parse(stdout)).to.include.keys('AccessKeyId', 'SecretAccessKey', 'SessionToken')
    expect(stderr).to.contain('/device')
  })

  it('[console --login] signs in when signed out', async () => {
    const argv = ['--profile', 'dev', '--print']
    expect((await runCommand(Console, argv, {machine})).exitCode).to.equal(4)
    expect((await runCommand(Console, [...argv, '--login'], {machine})).exitCode).to.equal(0)
  })

  it('[console --profile] is about that profile', async () => {
    await signIn(sandbox)
    const accounts: string[] = []
    for (const profile of ['dev', 'staging']) {
      const {stdout} = await runCommand(Console, ['--profile', profile, '--print'], {machine})
      const page = await (await fetch(stdout.trim())).text()
      accounts.push(/\d{12}/.exec(page)?.[0] ?? '')
    }
    expect(accounts).to.deep.equal(['111111111111', '222222222222'])
  })

  it('[whoami --profile] is about that profile', async () => {
    await signIn(sandbox)
    expect((await whoami(['--profile', 'prod'])).account).to.equal('333333333333')
  })
})

describe('console against the sandbox', () => {
  it('[console --service] [console --print] prints an address with a sign-in token, good for a page', async () => {
    await signIn(sandbox)
    const {stdout} = await runCommand(Console, ['--profile', 'dev', '--print', '--service', 's3'], {machine})
    const {origin, pathname, searchParams} = new URL(stdout.trim())
    expect(`${origin}${pathname}`).to.equal(`${sandbox.awsUrl}/federation`)
    expect(searchParams.get('Destination')).to.equal(
      'https://console.aws.amazon.com/s3/home?region=eu-west-1',
    )
    expect(searchParams.get('Issuer')).to.equal(sandbox.startUrl)
    expect((await fetch(stdout.trim(), {redirect: 'manual'})).status).to.be.lessThan(400)
  })

  it('asks for no duration for a chained role', async () => {
    await signIn(sandbox)
    await runCommand(Console, ['--profile', 'partner', '--print'], {machine})
    const request = sandbox.requests.findLast(({operation}) => operation === 'signin')
    expect(Object.keys(request?.query ?? {})).to.have.members(['Action', 'Session'])
  })

  it('writes neither keys nor token into its debug lines', async () => {
    await signIn(sandbox)
    await runCommand(Console, ['--profile', 'dev', '--print'], {machine})
    const {secretAccessKey = '', sessionToken = ''} = await exported('dev')
    expect(machine.debugLines.join('\n'))
      .to.contain('/federation')
      .and.not.contain(secretAccessKey)
      .and.not.contain(sessionToken)
      .and.not.contain('SigninToken=')
  })
})
