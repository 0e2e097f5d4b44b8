import {spawn} from '@lydell/node-pty'
import {expect} from 'chai'
import {chmodSync, existsSync, readdirSync, readFileSync, rmSync, writeFileSync} from 'node:fs'
import path from 'node:path'
import {insideSandbox} from '../../src/lib/sandbox/environment.js'
import {startSandbox, type Sandbox} from '../../src/lib/sandbox/sandbox.js'
import {writeHalyardConfig} from '../support/halyard.js'
import {runBin, testNode, type BinOutcome} from '../support/run-bin.js'
import {leaksIn, secretsOf} from '../support/secrets.js'
import {signIn} from '../support/signed-in.js'

const bin = path.resolve(import.meta.dirname, '../../bin/run.js')

/** The next requests go wrong, whichever they are. */
const anyRequest = ['', '500*3', 'garbage*3']
/** The portal refuses the role credentials themselves. */
const credentials = [...anyRequest, '401:credentials*2', '403:credentials']

/** A command that is not asked for a secret, and the faults it meets. `json` is false where there is no `--json`. */
interface Silent {
  readonly argv: readonly string[]
  readonly faults: readonly string[]
  readonly json?: false
}

const commands: readonly Silent[] = [
  {argv: ['setup', '--profile', 'dev', '--region', 'eu-central-1', '--dry-run'], faults: ['']},
  {argv: ['setup', '--profile', 'legacy', '--migrate', '--dry-run'], faults: ['']},
  {argv: ['login', '--profile', 'dev', '--force', '--device-code'], faults: [...anyRequest, 'truncated*3']},
  {argv: ['whoami', '--profile', 'dev'], faults: [...credentials, 'truncated*3', 'reset*3']},
  {argv: ['whoami', '--profile', 'partner'], faults: ['', '403:assume_role', 'garbage:assume_role*3']},
  {argv: ['session', 'list'], faults: ['']},
  {argv: ['session', 'check', '--profile', 'dev', '--verify'], faults: anyRequest},
  {argv: ['accounts', 'list', '--profile', 'dev'], faults: ['', 'garbage*3']},
  {argv: ['roles', 'list', '--profile', 'dev', '--account', '111111111111'], faults: ['', '401:roles*2']},
  {argv: ['export', '--profile', 'dev', '--format', 'credentials'], faults: credentials},
  {argv: ['exec', '--profile', 'dev', '--', 'true'], faults: credentials, json: false},
  {argv: ['console', '--profile', 'dev'], faults: ['']},
  {argv: ['logout', '--profile', 'dev', '--registrations'], faults: anyRequest},
  {argv: ['logout', '--all'], faults: ['', 'reset*3']},
  {argv: ['sandbox', 'do', 'lifetimes.set', 'token=1h'], faults: ['']},
]

describe('no secret is told that was not asked for', function () {
  this.timeout(60_000)
  let sandbox: Sandbox

  before(async () => {
    sandbox = await startSandbox({autoApprove: 'mira.castellan@halyard.test'})
    writeHalyardConfig(sandbox)
  })
  after(() => sandbox.close())

  const environment = (more: Readonly<Record<string, string>> = {}): Record<string, string> => ({
    ...insideSandbox({PATH: process.env['PATH']}, sandbox.env),
    ...more,
  })
  const loud = (argv: readonly string[], more?: Readonly<Record<string, string>>): Promise<BinOutcome> =>
    runBin(argv, {env: environment({DEBUG: '*', OKTA_OPS_LOG: 'debug', ...more})})

  /** A fresh login, and role credentials that have to be asked for. */
  async function begin(fault: string): Promise<void> {
    await signIn(sandbox)
    rmSync(path.join(sandbox.home, '.aws/cli/cache'), {recursive: true, force: true})
    if (fault !== '') sandbox.act(`fault ${fault}`)
  }

  for (const {argv, faults, json} of commands) {
    for (const fault of faults) {
      it(`${argv.join(' ')}${fault === '' ? '' : `, with ${fault}`}`, async () => {
        const own = argv.indexOf('--') === -1 ? argv.length : argv.indexOf('--')
        const flags = ['--verbose', ...(json === false || fault.startsWith('500') ? [] : ['--json'])]
        await begin(fault)
        const {stdout, stderr} = await loud([...argv.slice(0, own), ...flags, ...argv.slice(own)])
        const secrets = secretsOf(sandbox)
        expect(secrets.size).to.be.greaterThan(3)
        expect(leaksIn(`${stdout}\n${stderr}`, secrets)).to.deep.equal([])
        sandbox.act('fault.clear')
      })
    }
  }

  it('export tells its keys on stdout alone, and no token', async () => {
    await begin('')
    const {stdout, stderr} = await loud(['export', '--profile', 'dev', '--verbose'])
    const secrets = secretsOf(sandbox)
    expect(leaksIn(stderr, secrets)).to.deep.equal([])
    expect(leaksIn(stdout, secrets)).to.have.length(2)
  })

  it('console --print tells the sign-in token on stdout alone, and no key', async () => {
    await begin('')
    const {stdout, stderr} = await loud(['console', '--profile', 'dev', '--print', '--verbose'])
    const token = new URL(stdout.trim()).searchParams.get('SigninToken') ?? ''
    expect(token).to.have.length.greaterThan(15)
    expect(stderr).to.contain('/federation').and.not.contain(token)
    expect(leaksIn(stdout.replace(token, ''), secretsOf(sandbox))).to.deep.equal([])
  })

  it('keys of the environment are not told either', async () => {
    const keys = {AWS_ACCESS_KEY_ID: 'AKIAHALYARD', AWS_SECRET_ACCESS_KEY: 'a-secret-of-the-environment'}
    for (const flags of [[], ['--json']]) {
      const {stdout, stderr} = await loud(['whoami', '--verbose', ...flags], keys)
      expect(`${stdout}\n${stderr}`).not.to.contain('a-secret-of-the-environment')
    }
  })

  describe('nor in the arguments of any program', () => {
    /** Every command line of this machine while `work` runs, as any of its users could read them. */
    async function commandLinesDuring(work: () => Promise<unknown>): Promise<string> {
      const seen = new Set<string>()
      const timer = setInterval(() => {
        for (const pid of readdirSync('/proc').filter((name) => /^\d+$/.test(name)))
          seen.add(commandLine(pid))
      }, 10)
      try {
        await work()
      } finally {
        clearInterval(timer)
      }
      return [...seen].join('\n')
    }

    before(function () {
      if (!existsSync('/proc/self/cmdline')) this.skip()
    })

    it('exec, export and login', async () => {
      const lines = await commandLinesDuring(async () => {
        await begin('')
        await loud(['login', '--profile', 'dev', '--force', '--device-code'])
        await loud(['exec', '--profile', 'dev', '--', 'sleep', '0.2'])
        await loud(['export', '--profile', 'dev'])
      })
      expect(lines).to.contain('sleep\u00000.2')
      expect(leaksIn(lines, secretsOf(sandbox))).to.deep.equal([])
    })

    it('console: the browser gets an address that works once', async () => {
      await begin('')
      const asked = path.join(sandbox.home, 'asked')
      const browser = path.join(sandbox.home, 'browser')
      const follow = `fetch(process.argv[1]).then((page) => page.text()).then((text) => require('fs').writeFileSync('${asked}.html', text))`
      writeFileSync(
        browser,
        `#!/bin/sh\nprintf %s "$1" > '${asked}'\nexec '${testNode()}' -e "${follow}" "$1"\n`,
      )
      chmodSync(browser, 0o755)
      let exitCode: number | undefined
      const lines = await commandLinesDuring(async () => {
        const env = environment({BROWSER: browser, TERM: 'xterm'})
        const terminal = spawn(testNode(), [bin, 'console', '--profile', 'dev'], {env})
        exitCode = await new Promise<number>((resolve) =>
          terminal.onExit((end) => {
            resolve(end.exitCode)
          }),
        )
      })
      expect(exitCode).to.equal(0)
      const address = readFileSync(asked, 'utf8')
      expect(address).to.match(/^http:\/\/127\.0\.0\.1:\d+\/[\w-]{43}$/)
      expect(lines).to.contain(address).and.not.contain('SigninToken')
      expect(leaksIn(lines, secretsOf(sandbox))).to.deep.equal([])
      const second = await fetch(address).catch((error: unknown) => error)
      expect(second).to.be.instanceOf(TypeError)
    })
  })
})

function commandLine(pid: string): string {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8')
  } catch {
    return ''
  }
}
