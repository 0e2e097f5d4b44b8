import {expect} from 'chai'
import {spawn} from 'node:child_process'
import {existsSync, readFileSync, statSync} from 'node:fs'
import path from 'node:path'
import {createTempHome, type TempHome} from '../support/temp-home.js'
import {runBin, runProgram, testNode} from '../support/run-bin.js'

/** What oclif and bin/run.js do before a command of ours runs. */
describe('the built program', () => {
  const root = path.resolve(import.meta.dirname, '../..')
  let home: TempHome

  before(() => (home = createTempHome()))
  after(() => {
    home.remove()
  })
  const run = (...args: string[]) => runBin(args, {env: {HOME: home.path}})

  it('says its version', async () => {
    const {version} = JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8')) as {version: string}
    expect((await run('--version')).stdout).to.match(new RegExp(`^okta-ops/${version} `))
  })

  it('lets oclif say nothing of a HOME it cannot look into', async () => {
    const file = home.write('not-a-folder', '')
    const {stderr, exitCode} = await runBin(['session', 'list'], {env: {HOME: file}})
    expect(stderr).to.match(/^error: HOME is [^\n]*\n {2}next: [^\n]*\n$/)
    expect(exitCode).to.equal(1)
  })

  it('lists every topic with its own words', async () => {
    const {stdout, stderr, exitCode} = await run('--help')
    expect({stderr, exitCode}).to.deep.equal({stderr: '', exitCode: 0})
    expect(stdout).to.include('COMMANDS').and.include('TOPICS')
    expect(stdout).to.match(/sandbox +A local Identity Center/)
  })

  for (const {name, args, says} of [
    {name: 'the nearest command', args: ['logn'], says: ['logn', 'login', 'okta-ops login --help']},
    {name: 'the nearest of a topic', args: ['session', 'chek'], says: ['session check']},
    {name: 'the help when nothing is near', args: ['xyzzyxyzzy'], says: ['okta-ops --help']},
  ]) {
    it(`answers an unknown command with ${name}, exit 2`, async () => {
      const text = await run(...args)
      expect(text.stdout).to.equal('')
      expect(text.exitCode).to.equal(2)
      for (const words of says) expect(text.stderr).to.include(words)

      const json = await run(...args, '--json')
      expect(json.exitCode).to.equal(2)
      expect(JSON.parse(json.stdout)).to.deep.include({ok: false, warnings: []})
      expect(json.stdout).to.include('OPS_COMMAND_NOT_FOUND')
    })
  }

  it('prints no trace of a mistake also when NODE_ENV says development', async () => {
    const {stderr, exitCode} = await runBin(['session', 'list', '--nonsense'], {
      env: {HOME: home.path, NODE_ENV: 'development'},
    })
    expect(stderr).to.match(/^error: [^\n]*--nonsense[^\n]*\n {2}next: [^\n]*\n$/)
    expect(exitCode).to.equal(2)
  })

  it('ends quietly when the reader of its output goes away', async () => {
    const child = spawn(testNode(), [path.join(root, 'bin/run.js'), 'help', '--nested-commands'], {
      env: {PATH: process.env['PATH'], HOME: home.path},
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    child.stdout.destroy()
    let said = ''
    child.stderr.setEncoding('utf8').on('data', (chunk: string) => (said += chunk))
    const exitCode = await new Promise((resolve) => child.on('close', resolve))
    expect({said, exitCode}).to.deep.equal({said: '', exitCode: 0})
  })

  it('keeps its compile cache in a folder of this user alone, or not at all', async () => {
    const {exitCode} = await run('--help')
    expect(exitCode).to.equal(0)
    const folder = path.join(home.path, '.cache/okta-ops/compile')
    if (existsSync(folder)) expect(statSync(folder).mode & 0o777).to.equal(0o700)
  })

  describe('completion', () => {
    before(() => run('autocomplete', '--refresh-cache'))

    it('prints how to switch it on', async () => {
      for (const shell of ['bash', 'zsh'])
        expect((await run('autocomplete', 'script', shell)).stdout).to.include('OKTA_OPS_AC_')
    })

    /** What bash offers when TAB is pressed at the end of `line`. */
    const complete = async (line: string): Promise<string[]> => {
      const words = line.split(' ')
      const script = `
        source ~/.cache/okta-ops/autocomplete/functions/bash/okta-ops.bash
        COMP_WORDS=(${words.map((word) => `'${word}'`).join(' ')})
        COMP_CWORD=${words.length - 1}
        _okta-ops_autocomplete
        printf '%s\\n' "\${COMPREPLY[@]}"`
      const {stdout} = await runProgram(['bash', '-c', script], {env: {HOME: home.path}})
      return stdout.split('\n').filter(Boolean)
    }

    for (const {name, line, want} of [
      {name: 'a command', line: 'okta-ops logi', want: 'login'},
      {name: 'the commands of a topic', line: 'okta-ops session ', want: 'check'},
      {name: 'the flags of a command', line: 'okta-ops session check --', want: '--min-ttl'},
    ]) {
      it(`completes ${name}`, async () => {
        expect(await complete(line)).to.include(want)
      })
    }
  })
})
