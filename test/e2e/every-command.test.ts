import {expect} from 'chai'
import {readFileSync} from 'node:fs'
import path from 'node:path'
import type {Envelope} from '../support/run-command.js'
import {runBin} from '../support/run-bin.js'
import {createTempHome, type TempHome} from '../support/temp-home.js'

interface ManifestCommand {
  readonly id: string
  readonly summary?: string
  readonly description?: string
  readonly examples?: readonly unknown[]
  readonly enableJsonFlag?: boolean
  readonly flags: Readonly<
    Record<string, {readonly summary?: string; readonly description?: string; readonly required?: boolean}>
  >
}

const manifestFile = path.resolve(import.meta.dirname, '../../oclif.manifest.json')
const {commands} = JSON.parse(readFileSync(manifestFile, 'utf8')) as {
  commands: Record<string, ManifestCommand>
}
/** Oclif's own are left as they come. */
const ours = Object.values(commands).filter(({id}) => !/^(help|autocomplete)\b/.test(id))

/** Speaks only through its child, so its stdout is the child's. */
const withoutJson = ['exec', 'sandbox:exec']
/** Follow until they are stopped: `--json` is tested with them. */
const followers = ['flows:watch', 'sandbox:start', 'triggers:dashboard']
/** Answer with what they found; the exit code is that of the first thing that is wrong. */
const diagnoses = ['org:check']

const topicOf = ({id}: ManifestCommand): string => id.replace(/:?[^:]*$/, '')
const isFirstOfTopic = (command: ManifestCommand): boolean =>
  ours.find((other) => topicOf(other) === topicOf(command)) === command

describe('every command of the manifest', () => {
  let home: TempHome
  before(() => (home = createTempHome()))
  after(() => {
    home.remove()
  })
  const run = (...args: string[]) =>
    runBin(args, {cwd: home.path, env: {HOME: home.path, AWS_EC2_METADATA_DISABLED: 'true'}})

  it('is one of ours', () => {
    expect(ours.map(({id}) => id)).to.include.members(['setup', 'login', 'export', 'session:check'])
  })

  for (const command of ours) {
    const words = command.id.split(':')

    describe(words.join(' '), () => {
      it('has a summary, at least two examples, and a word for each flag', () => {
        expect(command.summary ?? command.description).to.match(/^[A-Z].*\.$/s)
        expect(command.examples).to.have.length.of.at.least(2)
        const silent = Object.entries(command.flags).filter(([, flag]) => !(flag.summary ?? flag.description))
        expect(silent.map(([name]) => name)).to.deep.equal([])
      })

      // All of them say it by one piece of code, and a start of the program is dear: one command of each topic.
      if (isFirstOfTopic(command) || withoutJson.includes(command.id))
        it('says what is wrong with a flag it does not have, and what to type next, exit 2', async () => {
          const {stdout, stderr, exitCode} = await run(...words, '--no-such-flag')
          expect({stdout, exitCode}).to.deep.equal({stdout: '', exitCode: 2})
          expect(stderr)
            .to.match(/^error: /)
            .and.include('--no-such-flag')
            .and.include(`next: okta-ops ${words.join(' ')} --help`)
        })

      if (withoutJson.includes(command.id)) {
        it('has no --json', () => {
          expect(command.flags).to.not.have.property('json')
        })
        return
      }

      it('puts the same into one small envelope under --json', async () => {
        const {stdout, stderr, exitCode} = await run(...words, '--no-such-flag', '--json')
        expect({stderr, exitCode}).to.deep.equal({stderr: '', exitCode: 2})
        expect((JSON.parse(stdout) as Envelope).error?.code).to.equal('OPS_USAGE')
        expect(stdout.length).to.be.lessThan(500)
      })

      if (followers.includes(command.id)) return

      it('asks nobody anything without a terminal and ends with one envelope', async () => {
        const {stdout, exitCode} = await run(...words, '--json')
        const envelope = JSON.parse(stdout) as Envelope
        expect(envelope).to.have.property('warnings').that.is.an('array')
        if (!diagnoses.includes(command.id)) expect(envelope.ok).to.equal(exitCode === 0 || exitCode === 3)
        expect(envelope.error?.code ?? 'fine').to.not.equal('OPS_BUG')
      })
    })
  }
})
