import {Config, Flags} from '@oclif/core'
import {captureOutput} from '@oclif/test'
import {expect} from 'chai'
import {BaseCommand} from '../../src/lib/cli/base-command.js'
import type {Context} from '../../src/lib/cli/context.js'
import {OpsError} from '../../src/lib/shared/errors.js'
import {fakeMachine} from '../support/fake-machine.js'
import {runCommand} from '../support/run-command.js'

/** C1 control sequence introducer and right-to-left override. */
const bidiName = 'a\u009b31m\u202eb'

/** A command that does what the test wants, on the real base command. */
class Probe extends BaseCommand<typeof Probe> {
  static override flags = {
    behave: Flags.string({
      options: ['well', 'refuse', 'break', 'leak', 'answer-no', 'quote'],
      default: 'well',
    }),
  }

  override run(): Promise<object> {
    switch (this.flags.behave) {
      case 'refuse':
        throw new OpsError('OPS_SIGNED_OUT', 'signed out of corp', {
          failure: 'signedOut',
          next: 'okta-ops login',
        })
      case 'break':
        throw new TypeError('undefined is not a profile')
      case 'leak':
        throw Object.assign(new Error('request failed'), {
          request: {headers: {'x-amz-sso_bearer_token': 'sekret-token'}},
          cause: new Error('sekret-cause'),
        })
      case 'answer-no':
        this.endWith(3)
        return Promise.resolve({good: false})
      case 'quote':
        return Promise.resolve({name: bidiName})
      default:
        this.warn('the clock is 2m ahead')
        this.say('for the person')
        this.log('data')
        return Promise.resolve({fine: true})
    }
  }
}

const probe = (...argv: string[]) => runCommand(Probe, argv)

describe('every command', () => {
  it('prints data on stdout, words and warnings on stderr', async () => {
    expect(await probe()).to.include({
      stdout: 'data\n',
      stderr: 'warning: the clock is 2m ahead\nfor the person\n',
      exitCode: 0,
    })
  })

  it('shows in JSON what a terminal would obey, and loses nothing', async () => {
    const {json, stdout} = await probe('--json', '--behave', 'quote')
    expect(stdout).to.include('a\\u009b31m\\u202eb')
    expect(json().result).to.deep.equal({name: bidiName})
  })

  it('prints one envelope under --json, with the warnings kept', async () => {
    const {json, stderr} = await probe('--json')
    expect(json()).to.deep.equal({ok: true, result: {fine: true}, warnings: ['the clock is 2m ahead']})
    expect(stderr).to.equal('for the person\n')
  })

  it('fails in two lines with the exit code of the failure', async () => {
    expect(await probe('--behave', 'refuse')).to.include({
      stdout: '',
      stderr: 'error: signed out of corp\n  next: okta-ops login\n',
      exitCode: 4,
    })
  })

  it('fails in one envelope with the same exit code', async () => {
    const {json, exitCode, stderr} = await probe('--behave', 'refuse', '--json')
    expect(json()).to.deep.equal({
      ok: false,
      error: {code: 'OPS_SIGNED_OUT', message: 'signed out of corp', next: 'okta-ops login'},
      warnings: [],
    })
    expect({exitCode, stderr}).to.deep.equal({exitCode: 4, stderr: ''})
  })

  for (const json of [[], ['--json']]) {
    it(`answers no by its exit code and still prints the result, ${json.join('') || 'as text'}`, async () => {
      const outcome = await probe('--behave', 'answer-no', ...json)
      expect(outcome.exitCode).to.equal(3)
      if (json.length > 0) expect(outcome.json()).to.deep.include({ok: true, result: {good: false}})
    })

    it(`names a bug as a bug and exits 1, ${json.join('') || 'as text'}`, async () => {
      const {stdout, stderr, exitCode} = await probe('--behave', 'break', ...json)
      expect(stdout + stderr).to.include('TypeError: undefined is not a profile')
      expect(stdout + stderr).to.not.include('at ')
      expect(exitCode).to.equal(1)
    })

    it(`never prints what a foreign error carries, ${json.join('') || 'as text'}`, async () => {
      const {stdout, stderr} = await probe('--behave', 'leak', ...json)
      expect(stdout + stderr)
        .to.include('request failed')
        .and.not.include('sekret')
    })
  }

  for (const {name, argv, says} of [
    {name: 'an unknown flag', argv: ['--behav', 'well'], says: '--behav'},
    {name: 'a flag without its value', argv: ['--behave'], says: '--behave'},
    {name: 'a value outside the options', argv: ['--behave', 'badly'], says: 'well'},
    {name: 'an argument where none is taken', argv: ['well'], says: 'well'},
  ]) {
    it(`refuses ${name} with exit 2, in few words`, async () => {
      const text = await probe(...argv)
      expect(text.exitCode).to.equal(2)
      expect(text.stderr)
        .to.match(/^error: /)
        .and.include(says)

      const machine = await probe(...argv, '--json')
      expect(machine.exitCode).to.equal(2)
      expect(machine.json().error?.code).to.equal('OPS_USAGE')
      expect(machine.stdout.length).to.be.lessThan(500)
    })
  }

  it('says where a bug happened when asked, but not what it was reading', async () => {
    const machine = fakeMachine()
    await runCommand(Probe, ['--behave', 'break'], {machine})
    expect(machine.debugLines[0]).to.match(/^ {4}at .*base-command\.test\.ts:\d+/)
    expect(machine.debugLines.join('\n')).to.not.include('undefined is not a profile')
  })

  for (const {name, argv, verbose} of [
    {name: '--verbose', argv: ['--verbose'], verbose: true},
    {name: 'no --verbose', argv: [], verbose: false},
    {name: "--verbose after --, which is somebody else's", argv: ['--', '--verbose'], verbose: false},
  ]) {
    it(`listens to ${name}`, async () => {
      const asked: boolean[] = []
      class Listening extends Probe {
        protected override createContext(options: {readonly verbose: boolean}): Context {
          asked.push(options.verbose)
          return super.createContext(options)
        }
      }
      const config = await Config.load({root: process.cwd()})
      await captureOutput(() => Listening.run(argv, config))
      expect(asked).to.deep.equal([verbose])
    })
  }
})
