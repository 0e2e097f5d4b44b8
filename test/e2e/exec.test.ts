import {expect} from 'chai'
import {spawn} from '@lydell/node-pty'
import type {ChildProcess} from 'node:child_process'
import {chmodSync, rmSync, writeFileSync} from 'node:fs'
import path from 'node:path'
import {insideSandbox} from '../../src/lib/sandbox/environment.js'
import {startSandbox, type Sandbox} from '../../src/lib/sandbox/sandbox.js'
import {halyardConfig, writeHalyardConfig} from '../support/halyard.js'
import {runBin, runProgram, testNode, type BinOptions, type BinOutcome} from '../support/run-bin.js'
import {signIn} from '../support/signed-in.js'

const bin = path.resolve(import.meta.dirname, '../../bin/run.js')

describe('exec', () => {
  let sandbox: Sandbox
  before(async () => {
    sandbox = await startSandbox({autoApprove: 'mira.castellan@halyard.test'})
    writeHalyardConfig(sandbox)
    await signIn(sandbox)
  })
  after(() => sandbox.close())

  const environment = (more: Readonly<Record<string, string>> = {}): Record<string, string> => ({
    ...insideSandbox({PATH: process.env['PATH']}, sandbox.env),
    ...more,
  })
  const exec = (argv: readonly string[], options: BinOptions = {}): Promise<BinOutcome> =>
    runBin(
      [
        'exec',
        ...(argv.slice(0, argv.indexOf('--')).includes('--profile') ? [] : ['--profile', 'dev']),
        ...argv,
      ],
      {
        ...options,
        env: environment(options.env as Record<string, string>),
      },
    )
  const shell = (script: string, options?: BinOptions): Promise<BinOutcome> =>
    exec(['--', 'sh', '-c', script], options)

  describe('ends as the command ends', () => {
    for (const code of [0, 1, 3, 255]) {
      it(`exit code ${code}`, async () => {
        expect(await shell(`exit ${code}`)).to.deep.equal({stdout: '', stderr: '', exitCode: code})
      })
    }

    for (const {signal, number} of [
      {signal: 'TERM', number: 15},
      {signal: 'INT', number: 2},
      {signal: 'KILL', number: 9},
      {signal: 'SEGV', number: 11},
    ]) {
      it(`128 + ${number} after SIG${signal}`, async () => {
        expect((await shell(`kill -${signal} $$`)).exitCode).to.equal(128 + number)
      })
    }

    it('127 when there is no such command', async () => {
      const {stderr, exitCode} = await exec(['--', 'no-such-command-here', '--secret-looking-argument'])
      expect({stderr, exitCode}).to.deep.equal({
        stderr: 'error: command not found: no-such-command-here\n',
        exitCode: 127,
      })
    })

    it('126 when it may not be run', async () => {
      const file = path.join(sandbox.home, 'not-executable')
      writeFileSync(file, '#!/bin/sh\n')
      chmodSync(file, 0o644)
      const {stderr, exitCode} = await exec(['--', file])
      expect({stderr, exitCode}).to.deep.equal({
        stderr: 'error: cannot run ~/not-executable (EACCES)\n',
        exitCode: 126,
      })
    })

    it('126 when it is a folder', async () => {
      expect((await exec(['--', sandbox.home])).exitCode).to.equal(126)
    })

    it('141 when the reader of a pipe goes away', async () => {
      const script = `"${testNode()}" "${bin}" exec --profile dev -- yes | head -n 1; exit "\${PIPESTATUS[0]}"`
      const {stdout, exitCode} = await runProgram(['bash', '-c', script], {env: environment()})
      expect({stdout, exitCode}).to.deep.equal({stdout: 'y\n', exitCode: 141})
    })
  })

  describe('hands down', () => {
    const catcher = (signal: string): string =>
      `trap 'echo caught; exit 9' ${signal}; echo ready; while :; do sleep 0.02; done`
    const sendWhenReady =
      (signal: NodeJS.Signals) =>
      (child: ChildProcess): void => {
        child.stdout?.once('data', () => child.kill(signal))
      }

    for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP', 'SIGQUIT', 'SIGUSR1', 'SIGUSR2'] as const) {
      it(signal, async () => {
        const outcome = await shell(catcher(signal.slice(3)), {onStart: sendWhenReady(signal)})
        expect(outcome).to.deep.equal({stdout: 'ready\ncaught\n', stderr: '', exitCode: 9})
      })
    }

    it('Ctrl-C once: a terminal sends it to the command by itself', async () => {
      const script = `n=0; trap 'n=$((n+1)); echo caught $n' INT; echo ready; sleep 0.3; sleep 0.3; echo total $n`
      const terminal = spawn(testNode(), [bin, 'exec', '--profile', 'dev', '--', 'sh', '-c', script], {
        env: environment({TERM: 'xterm'}),
      })
      let screen = ''
      let interrupted = false
      terminal.onData((text) => {
        screen += text
        if (interrupted || !screen.includes('ready')) return
        interrupted = true
        terminal.write('\u0003')
      })
      await new Promise((resolve) => terminal.onExit(resolve))
      expect(screen).to.contain('total 1')
    })

    it('a megabyte of stdin, byte for byte, and its end', async () => {
      const input = Array.from({length: 2 ** 20}, (_, index) => String.fromCharCode(33 + (index % 94))).join(
        '',
      )
      const {stdout} = await exec(['--', 'cat'], {input})
      expect(stdout.length).to.equal(input.length)
      expect(stdout === input).to.equal(true)
    })

    it('arguments as they are, --verbose and --json among them', async () => {
      const odd = ['--verbose', '--json', '--profile', 'x', '', 'two words', `a'b"c`, '$HOME', '--', '*']
      const {stdout, stderr} = await exec(['--', 'printf', '<%s>', ...odd])
      expect({stdout, stderr}).to.deep.equal({stdout: odd.map((word) => `<${word}>`).join(''), stderr: ''})
    })
  })

  describe('gives an environment', () => {
    const variables = async (
      argv: readonly string[],
      env: Readonly<Record<string, string>> = {},
    ): Promise<Record<string, string>> => {
      const {stdout} = await exec([...argv, '--', process.execPath, '-p', 'JSON.stringify(process.env)'], {
        env,
      })
      return JSON.parse(stdout) as Record<string, string>
    }

    it('with keys and region, and otherwise the one it was given', async () => {
      const given = {
        EMPTY: '',
        ODD: 'a b\tc',
        AWS_PROFILE: 'prod',
        AWS_SECURITY_TOKEN: 'old',
        AWS_CREDENTIAL_EXPIRATION: 'old',
      }
      const {
        AWS_ACCESS_KEY_ID: id,
        AWS_SECRET_ACCESS_KEY: secret,
        AWS_SESSION_TOKEN: token,
        ...rest
      } = await variables([], given)
      expect(id).to.match(/^ASIA/)
      expect(secret).to.have.length.greaterThan(20)
      expect(token).to.have.length.greaterThan(20)
      expect(rest).to.deep.equal({
        ...environment(),
        EMPTY: '',
        ODD: 'a b\tc',
        AWS_REGION: 'eu-west-1',
        AWS_DEFAULT_REGION: 'eu-west-1',
      })
    })

    it('untouched by what the AWS SDK was told about old Node versions', async () => {
      const env = await variables(['--profile', 'partner'])
      expect(env).to.not.have.property('AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED')
      const own = {AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'false'}
      expect(await variables(['--profile', 'partner'], own)).to.include(own)
    })

    it('[exec --profile] of that profile', async () => {
      const dev = await variables(['--profile', 'dev'])
      const staging = await variables(['--profile', 'staging'])
      expect(staging['AWS_ACCESS_KEY_ID']).to.not.equal(dev['AWS_ACCESS_KEY_ID'])
    })

    it('[exec --profile-env] with a profile that fetches keys itself, instead of keys that end', async () => {
      const helper = path.resolve(import.meta.dirname, '../../bin/okta-ops-credentials.cjs')
      const command = `"${testNode()}" "${helper}" --profile dev`
      writeHalyardConfig(
        sandbox,
        `${halyardConfig(sandbox)}\n[profile dev-process]\ncredential_process = ${command}\n`,
      )
      const env = await variables(['--profile-env'], {
        AWS_ACCESS_KEY_ID: 'AKIAOLD',
        AWS_SECRET_ACCESS_KEY: 'old',
      })
      expect(env).to.include({AWS_PROFILE: 'dev-process', AWS_REGION: 'eu-west-1'})
      expect(env).to.not.have.any.keys('AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY', 'AWS_SESSION_TOKEN')
    })
  })

  describe('says how long the credentials last', () => {
    it('[exec --min-ttl] only when that is too short, on stderr', async () => {
      expect((await exec(['--', 'true'])).stderr).to.equal('')
      const {stderr, exitCode} = await exec(['--min-ttl', '2h', '--', 'true'])
      expect(stderr).to.match(/^warning: the credentials end in (1h 00m|\d\dm), sooner than --min-ttl 2h\n$/)
      expect(exitCode).to.equal(0)
    })

    it('and takes no duration it cannot read', async () => {
      expect((await exec(['--min-ttl', 'soon', '--', 'true'])).exitCode).to.equal(2)
    })
  })

  it('[exec --login] signs in first when signed out; without it exit 4 and nothing is run', async () => {
    rmSync(path.join(sandbox.home, '.aws/sso/cache'), {recursive: true})
    const refused = await exec(['--', 'echo', 'ran'])
    expect({stdout: refused.stdout, exitCode: refused.exitCode}).to.deep.equal({stdout: '', exitCode: 4})
    const {stdout, stderr, exitCode} = await exec(['--login', '--', 'echo', 'ran'])
    expect({stdout, exitCode}).to.deep.equal({stdout: 'ran\n', exitCode: 0})
    expect(stderr).to.contain('/device')
  })
})
