import {expect} from 'chai'
import {build} from 'esbuild'
import {spawn, type ChildProcess} from 'node:child_process'
import {once} from 'node:events'
import {existsSync, mkdtempSync, readdirSync, rmSync} from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import {setTimeout as pause} from 'node:timers/promises'
import {applySetup} from '../../../src/lib/aws/setup/apply.js'
import {configSection} from '../../../src/lib/aws/config/section-edit.js'
import {liveMachine} from '../../support/live-machine.js'
import {runBin} from '../../support/run-bin.js'
import {createTempHome, type TempHome} from '../../support/temp-home.js'

const filler = Array.from({length: 200}, (_, index) => `[profile p${index}]\nregion = eu-west-1\n`).join('')
const textWith = (region: string): string => `# mine\n[profile dev]\nregion = ${region}\n${filler}`

describe('setup killed with SIGKILL', () => {
  let folder: string
  let program: string
  let home: TempHome
  before(async () => {
    // One file, so that a child is up in 40 ms and the kill meets the writing, not the start.
    folder = mkdtempSync(path.join(os.tmpdir(), 'okta-ops-kill-'))
    program = path.join(folder, 'setup.mjs')
    const entry = path.resolve(import.meta.dirname, '../../support/process-setup.ts')
    const banner = {
      js: "import {createRequire} from 'node:module'; const require = createRequire(import.meta.url)",
    }
    await build({
      entryPoints: [entry],
      outfile: program,
      bundle: true,
      platform: 'node',
      format: 'esm',
      banner,
    })
  })
  after(() => {
    rmSync(folder, {recursive: true, force: true})
  })
  beforeEach(() => (home = createTempHome()))
  afterEach(() => {
    home.remove()
  })

  function start(...args: string[]): ChildProcess {
    return spawn(process.execPath, [program, home.path, ...args], {stdio: ['ignore', 'pipe', 'inherit']})
  }

  /** Its first words; then it is dead, by our hand or at its own end. */
  async function runUntilWords(...args: string[]): Promise<string> {
    const child = start(...args)
    const [words] = (await once(child.stdout!, 'data')) as [Buffer]
    child.kill('SIGKILL')
    if (child.exitCode === null && child.signalCode === null) await once(child, 'exit')
    return words.toString().trim()
  }

  /** What is wrong with the files a killed process left, if anything. */
  function lossIn(): string | undefined {
    const text = home.read('.aws/config')
    if (text !== textWith('old') && text !== textWith('new'))
      return `the config file has ${text.length} characters`
    const backup = '.aws/config.okta-ops-backup'
    if (
      existsSync(path.join(home.path, backup)) &&
      ![textWith('old'), textWith('new')].includes(home.read(backup))
    )
      return 'the backup is torn'
    return undefined
  }

  async function killBeforeEachStep(careless: string[]): Promise<{steps: number; losses: string[]}> {
    const losses: string[] = []
    for (let step = 0; ; step++) {
      home.write('.aws/config', textWith('old'))
      const words = await runUntilWords('once', String(step), ...careless)
      const loss = lossIn()
      if (loss !== undefined) losses.push(`before step ${step}: ${loss}`)
      if (words === 'done') return {steps: step, losses}
      expect(words).to.equal('stopped')
    }
  }

  it('between any two file operations leaves every file whole', async () => {
    const {steps, losses} = await killBeforeEachStep([])
    expect(losses).to.deep.equal([])
    expect(steps).to.be.greaterThan(15)
  })

  it('is noticed by this test: a writer that leaves out the rename loses the file', async () => {
    const {losses} = await killBeforeEachStep(['in-place'])
    expect(losses).to.not.deep.equal([])
  })

  it('at random times leaves every file whole, and the next setup goes on', async () => {
    for (let round = 0; round < 20; round++) {
      home.write('.aws/config', textWith('old'))
      const child = start('forever')
      await once(child.stdout!, 'data')
      await pause(Math.random() * 25)
      child.kill('SIGKILL')
      await once(child, 'exit')
      expect(lossIn()).to.equal(undefined)
    }
    const edit = {target: configSection({kind: 'profile', name: 'dev'}), set: {region: 'third'}}
    await applySetup(liveMachine({HOME: home.path}), [edit], undefined)
    expect(home.read('.aws/config')).to.equal(textWith('third'))
    expect(readdirSync(path.join(home.path, '.aws')).filter((name) => name.endsWith('.lock'))).to.deep.equal(
      [],
    )
  })
})

describe('twelve setups at once', () => {
  it('all write their profile, each once, and lose none', async () => {
    const home = createTempHome()
    home.write('.aws/config', '# mine\n[profile mine]\nregion = eu-west-1\n')
    const session = [
      '--session',
      'corp',
      '--start-url',
      'https://d-1234567890.awsapps.com/start',
      '--sso-region',
      'us-east-1',
    ]
    const names = Array.from({length: 12}, (_, index) => `p${index}`)
    const outcomes = await Promise.all(
      names.map((name) =>
        runBin(['setup', ...session, '--profile', name, '--account', '111111111111', '--role', 'Dev'], {
          env: {HOME: home.path},
        }),
      ),
    )
    expect(outcomes.map(({exitCode, stderr}) => (exitCode === 0 ? '' : stderr))).to.deep.equal(
      names.map(() => ''),
    )
    const text = home.read('.aws/config')
    const headers = text.split('\n').filter((line) => line.startsWith('['))
    expect(headers).to.have.members([
      '[profile mine]',
      '[sso-session corp]',
      ...names.map((name) => `[profile ${name}]`),
    ])
    expect(text.startsWith('# mine\n[profile mine]\nregion = eu-west-1\n')).to.equal(true)
    home.remove()
  })
})
