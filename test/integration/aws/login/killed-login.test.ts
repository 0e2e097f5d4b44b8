import {expect} from 'chai'
import {spawn, type ChildProcess} from 'node:child_process'
import {once} from 'node:events'
import {existsSync, readdirSync, readFileSync} from 'node:fs'
import path from 'node:path'
import {setTimeout as delay} from 'node:timers/promises'
import {fileURLToPath} from 'node:url'
import {startSandbox, type Sandbox} from '../../../../src/lib/sandbox/sandbox.js'
import {runInside, writeHalyardConfig} from '../../../support/halyard.js'
import {testNode} from '../../../support/run-bin.js'

const program = fileURLToPath(new URL('../../../../bin/run.js', import.meta.url))
const pauses = new URL('../../../support/process-pause.mjs', import.meta.url).href
const login = [program, 'login', '--profile', 'dev', '--device-code', '--force']

describe('login ended in the middle', function () {
  this.slow(8000)
  this.timeout(60_000)
  let sandbox: Sandbox

  beforeEach(async () => {
    sandbox = await startSandbox({autoApprove: true})
    writeHalyardConfig(sandbox)
  })
  afterEach(() => sandbox.close())

  const folder = (): string => path.join(sandbox.home, '.aws/sso/cache')
  const start = (env: Readonly<Record<string, string>> = {}): ChildProcess =>
    spawn(testNode(), [...(Object.keys(env).length === 0 ? [] : ['--import', pauses]), ...login], {
      env: {PATH: process.env['PATH'], ...sandbox.env, ...env},
      stdio: ['ignore', 'ignore', 'pipe'],
    })
  /** Resolves when the child has said `words`; its stderr stays open. */
  const heard = (child: ChildProcess, words: string): Promise<void> =>
    new Promise((resolve, reject) => {
      let text = ''
      child.stderr!.on('data', (chunk: Buffer) => {
        text += chunk.toString()
        if (text.includes(words)) resolve()
      })
      child.once('exit', () => {
        reject(new Error(`the login ended without "${words}": ${text}`))
      })
    })

  /** The cache files that are not whole. */
  const torn = (): string[] =>
    existsSync(folder())
      ? readdirSync(folder()).filter((name) => name.endsWith('.json') && !isWhole(path.join(folder(), name)))
      : []

  async function kill(child: ChildProcess): Promise<void> {
    child.kill('SIGKILL')
    if (child.exitCode === null && child.signalCode === null) await once(child, 'exit')
  }

  for (const {at, where} of [
    {at: 'renameSync#1', where: 'before the registration is in place'},
    {at: 'renameSync#2', where: 'before the token is in place'},
    {at: 'fsyncSync#3', where: 'while the token is being written'},
  ]) {
    it(`by kill -9 ${where}: every file whole, and the next login works`, async () => {
      const child = start({PAUSE_AT: at})
      await heard(child, 'paused')
      await kill(child)
      expect(torn()).to.deep.equal([])
      const next = await runInside(sandbox, [testNode(), ...login])
      expect(next.exitCode, next.stderr).to.equal(0)
    })
  }

  it('by kill -9 at any moment: every file whole', async () => {
    for (let round = 0; round < 6; round++) {
      const child = start()
      await delay(150 + Math.random() * 400)
      await kill(child)
      expect(torn()).to.deep.equal([])
    }
  })

  it('would be noticed by this test if files were written in place', async () => {
    const child = start({PAUSE_WRITES_IN_PLACE: '1'})
    await heard(child, 'paused')
    await kill(child)
    expect(torn()).to.have.length(1)
  })

  it('by Ctrl-C: exit 130, nothing written, nothing left locked', async () => {
    sandbox.act('approve.auto off')
    const child = start()
    await heard(child, 'Waiting for your approval')
    const before = readdirSync(folder()).sort()
    child.kill('SIGINT')
    const [code] = (await once(child, 'exit')) as [number | null]
    expect(code).to.equal(130)
    expect(readdirSync(folder()).sort()).to.deep.equal(before)
    expect(before.filter((name) => name.endsWith('.lock'))).to.deep.equal([])
  })
})

function isWhole(file: string): boolean {
  try {
    return typeof (JSON.parse(readFileSync(file, 'utf8')) as {clientId?: unknown}).clientId === 'string'
  } catch {
    return false
  }
}
