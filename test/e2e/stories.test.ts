import {expect} from 'chai'
import {existsSync, readFileSync, statSync, writeFileSync} from 'node:fs'
import path from 'node:path'
import {insideSandbox} from '../../src/lib/sandbox/environment.js'
import {startSandbox, type Sandbox} from '../../src/lib/sandbox/sandbox.js'
import {writeHalyardConfig} from '../support/halyard.js'
import {describePeer} from '../support/peers.js'
import type {Envelope} from '../support/run-command.js'
import {runBin, runHelper, runProgram, type BinOutcome} from '../support/run-bin.js'

const developer = 'tobias.wren@halyard.test'
const arnOfDeveloper = /:assumed-role\/AWSReservedSSO_Developer_[0-9a-f]{16}\/tobias\.wren@halyard\.test$/

/** The built program as people use it, one command after the other, against a company on loopback. */
describe('story', () => {
  let sandbox: Sandbox
  let env: Record<string, string>

  beforeEach(async () => {
    sandbox = await startSandbox({autoApprove: developer})
    env = insideSandbox({}, sandbox.env)
  })
  afterEach(() => sandbox.close())

  const file = (name: string): string => path.join(sandbox.home, name)
  const run = (...args: string[]): Promise<BinOutcome> => runBin(args, {env})

  /** Runs a command that must succeed. */
  async function succeed(...args: string[]): Promise<BinOutcome> {
    const outcome = await run(...args)
    expect(outcome.exitCode, `${args.join(' ')}: ${outcome.stderr}`).to.equal(0)
    return outcome
  }

  /** Runs a command with --json that must succeed, and gives its result. */
  async function result(...args: string[]): Promise<Record<string, unknown>> {
    const envelope = JSON.parse((await succeed(...args, '--json')).stdout) as Envelope
    return envelope.result as Record<string, unknown>
  }

  const setUp = [
    'setup',
    ...['--session', 'halyard', '--sso-region', 'us-east-1'],
    ...['--profile', 'dev', '--account', '111111111111', '--role', 'Developer', '--region', 'eu-west-1'],
    '--yes',
  ]

  describe('a fresh laptop', () => {
    it('goes from nothing to working credentials and back', async () => {
      await succeed(...setUp, '--start-url', sandbox.startUrl)
      const config = readFileSync(file('.aws/config'), 'utf8')
      expect(config).to.include('[sso-session halyard]').and.include('sso_account_id = 111111111111')

      const signedOut = await run('export', '--profile', 'dev')
      expect(signedOut.exitCode).to.equal(4)
      expect(signedOut.stdout).to.equal('')
      expect(signedOut.stderr).to.match(/next: okta-ops login --(profile dev|session halyard)/)

      await succeed('login', '--profile', 'dev', '--device-code')
      expect(JSON.stringify(await result('whoami', '--profile', 'dev'))).to.match(/111111111111/)
      await succeed('session', 'check', '--profile', 'dev', '--min-ttl', '30m')

      const {stdout} = await succeed(
        'exec',
        '--profile',
        'dev',
        '--',
        'sh',
        '-c',
        'echo "$AWS_REGION ${AWS_PROFILE-none}"',
      )
      expect(stdout).to.equal('eu-west-1 none\n')

      await succeed('logout', '--profile', 'dev')
      expect((await run('session', 'check', '--profile', 'dev')).exitCode).to.equal(3)
      expect((await run('export', '--profile', 'dev')).exitCode).to.equal(4)
    })

    it('changes nothing when setup is run again', async () => {
      await succeed(...setUp, '--start-url', sandbox.startUrl)
      const before = readFileSync(file('.aws/config'), 'utf8')
      await succeed(...setUp, '--start-url', sandbox.startUrl)
      expect(readFileSync(file('.aws/config'), 'utf8')).to.equal(before)
    })

    it('leaves every secret in a file of this user alone', async () => {
      await succeed(...setUp, '--start-url', sandbox.startUrl)
      await succeed('login', '--profile', 'dev', '--device-code')
      await succeed('export', '--profile', 'dev')
      const {stdout} = await runProgram(['find', '.aws', '-type', 'f', '-path', '*cache*', '-perm', '/077'], {
        cwd: sandbox.home,
      })
      expect(stdout).to.equal('')
      expect(existsSync(file('.aws/sso/cache'))).to.equal(true)
    })
  })

  describe('an ordinary day', () => {
    beforeEach(async () => {
      writeHalyardConfig(sandbox)
      await succeed('login', '--profile', 'dev', '--device-code')
    })

    it('signs in only when it is needed', async () => {
      const before = sandbox.requests.length
      await succeed('login', '--profile', 'dev')
      const signIns = (): unknown[] =>
        sandbox.requests
          .slice(before)
          .filter(({operation = ''}) => /^(register|device|token)/.test(operation))
      expect(signIns()).to.deep.equal([])
      await succeed('login', '--profile', 'dev', '--force', '--device-code')
      expect(signIns()).to.have.length.above(0)
    })

    it('puts the credentials into a shell', async () => {
      const {stdout} = await succeed('export', '--profile', 'dev')
      const shell = await runProgram(['sh', '-c', `${stdout}\necho "$AWS_ACCESS_KEY_ID"`], {env})
      expect(shell.stdout).to.match(/^ASIA\w+\n$/)
    })

    it('answers the helper and export alike', async () => {
      const exported = await succeed('export', '--profile', 'dev', '--format', 'process')
      const helper = await runHelper(['--profile', 'dev'], {env})
      expect(helper).to.deep.equal({stdout: exported.stdout, stderr: '', exitCode: 0})
      expect(JSON.parse(helper.stdout)).to.include({Version: 1})
    })

    it('takes a chained role', async () => {
      expect(JSON.stringify(await result('whoami', '--profile', 'partner'))).to.include('PartnerIntake')
    })

    it('lists what the session reaches', async () => {
      expect(JSON.stringify(await result('accounts', 'list', '--session', 'halyard'))).to.include(
        'Halyard Staging',
      )
      const roles = await result('roles', 'list', '--session', 'halyard', '--account', '111111111111')
      expect(JSON.stringify(roles)).to.include('Developer').and.include('ReadOnly')
    })

    it('is told what a refused role means, exit 5', async () => {
      const refused = await run('export', '--profile', 'prod')
      expect(refused.exitCode).to.equal(5)
      expect(refused.stderr).to.include('ReleaseManager').and.include('333333333333')
    })

    it('is told the nearest names of a mistyped profile, exit 2', async () => {
      const typo = await run('whoami', '--profile', 'stagin')
      expect(typo.exitCode).to.equal(2)
      expect(typo.stderr).to.include('staging')
    })

    it('is told file and line of a broken config, exit 1', async () => {
      writeFileSync(file('.aws/config'), '[profile dev]\nregion = eu-west-1\nthis is no key\n')
      const broken = await run('whoami', '--profile', 'dev')
      expect(broken.exitCode).to.equal(1)
      expect(broken.stderr).to.match(/config:3\b/)
    })

    it('says what it asks of whom with --verbose, and no secret', async () => {
      const quiet = await succeed('whoami', '--profile', 'dev')
      expect(quiet.stderr).to.not.include('debug: ')
      const verbose = await succeed('whoami', '--profile', 'dev', '--verbose')
      expect(verbose.stderr).to.match(/^debug: POST http:\/\/127\.0\.0\.1:\d+\/aws\/ -> 200 in \d+ ms/m)
      const byVariable = await runBin(['whoami', '--profile', 'dev'], {env: {...env, OKTA_OPS_LOG: 'debug'}})
      expect(byVariable.stderr).to.include('debug: ')
      expect(verbose.stderr + byVariable.stderr).to.not.match(/ASIA\w{12}|aoa\w{20}/)
    })
  })

  describe('a build server', () => {
    it('is set up from a file and asks nobody', async () => {
      const answers = file('answers.yaml')
      writeFileSync(
        answers,
        `session: halyard\nstart_url: ${sandbox.startUrl}\nsso_region: us-east-1\nprofiles:\n  - name: dev\n    account: "111111111111"\n    role: Developer\n    region: eu-west-1\n`,
      )
      await succeed('setup', '--from', answers, '--yes')
      await succeed('login', '--profile', 'dev', '--device-code')
      await succeed('session', 'check', '--profile', 'dev')
    })
  })

  describePeer('AWS CLI v2', ({path: aws}) => {
    it('uses the sign-in, and the helper in a profile of its own', async () => {
      writeHalyardConfig(sandbox)
      await succeed('login', '--profile', 'dev', '--device-code')
      await succeed('setup', '--profile', 'dev', '--credential-process', '--yes')
      for (const profile of ['dev', 'dev-process']) {
        const said = await runProgram([aws, 'sts', 'get-caller-identity', '--profile', profile], {env})
        expect(said.exitCode, said.stderr).to.equal(0)
        expect((JSON.parse(said.stdout) as {Arn: string}).Arn).to.match(arnOfDeveloper)
      }
    })
  })

  it('`sandbox exec` holds all of it in a HOME that is gone afterwards', async () => {
    const {stdout} = await runBin(
      ['sandbox', 'exec', '--auto-approve', '--', 'sh', '-c', 'echo "$HOME"; ls -ld "$HOME" | cut -c1-10'],
      {env: {HOME: sandbox.home}},
    )
    const [home = '', mode] = stdout.trim().split('\n')
    expect(mode).to.equal('drwx------')
    expect(existsSync(home)).to.equal(false)
    expect(statSync(sandbox.home).isDirectory()).to.equal(true)
  })
})
