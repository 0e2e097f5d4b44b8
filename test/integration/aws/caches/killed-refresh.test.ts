import {expect} from 'chai'
import {spawn, type ChildProcess} from 'node:child_process'
import {once} from 'node:events'
import {readFileSync, rmSync} from 'node:fs'
import path from 'node:path'
import {setTimeout as delay} from 'node:timers/promises'
import {fileURLToPath} from 'node:url'
import {tokenCacheName} from '../../../../src/lib/aws/cache/cache-names.js'
import {formatToken} from '../../../../src/lib/aws/cache/token-file.js'
import {startSandbox, type Sandbox} from '../../../../src/lib/sandbox/sandbox.js'
import {writeHalyardConfig} from '../../../support/halyard.js'
import {runHelper, testNode} from '../../../support/run-bin.js'
import {signIn} from '../../../support/signed-in.js'

const helper = fileURLToPath(new URL('../../../../bin/okta-ops-credentials.cjs', import.meta.url))
const pauses = new URL('../../../support/process-pause.mjs', import.meta.url).href

/** What a process that was killed in the middle of a refresh left behind. */
interface Remains {
  readonly file: 'old' | 'new' | 'torn'
  /** How the next process fared, which finds the lock of a dead one. */
  readonly next: number
}

describe('kill -9 of a process that refreshes the token', function () {
  this.slow(5000)
  let sandbox: Sandbox
  before(async () => {
    sandbox = await startSandbox({autoApprove: true})
    writeHalyardConfig(sandbox)
  })
  after(() => sandbox.close())

  async function kill(
    env: Readonly<Record<string, string>>,
    moment: (child: ChildProcess) => Promise<unknown>,
  ): Promise<Remains> {
    const folder = path.join(sandbox.home, '.aws/sso/cache')
    rmSync(path.join(sandbox.home, '.aws/cli'), {recursive: true, force: true})
    rmSync(folder, {recursive: true, force: true})
    const old = await signIn(sandbox, {
      change: (token) => ({...token, expiresAt: new Date(Date.now() - 60_000)}),
    })
    const preload = Object.keys(env).length === 0 ? [] : ['--import', pauses]
    const child = spawn(testNode(), [...preload, helper, '--profile', 'dev'], {
      env: {...sandbox.env, ...env},
      stdio: ['ignore', 'ignore', 'pipe'],
    })
    await moment(child)
    child.kill('SIGKILL')
    if (child.exitCode === null && child.signalCode === null) await once(child, 'exit')
    const file = path.join(folder, tokenCacheName({name: 'halyard', startUrl: sandbox.startUrl}))
    const remains = judge(readFileSync(file, 'utf8'), formatToken(old))
    const {exitCode} = await runHelper(['--profile', 'dev'], {env: {...sandbox.env}})
    return {file: remains, next: exitCode}
  }

  const paused = (child: ChildProcess): Promise<unknown> => once(child.stderr!, 'data')

  // Where each refresh stands: the first fsync is the probe for room, before the refresh token is spent.
  for (const {at, where, file, next} of [
    {at: 'linkSync#1', where: 'before it has the lock', file: 'old', next: 0},
    {at: 'fsyncSync#1', where: 'with the lock, before the refresh token is spent', file: 'old', next: 0},
    // The old refresh token is spent; the next process finds the new file and puts it in place.
    {at: 'fsyncSync#2', where: 'between writing the new file and its fsync', file: 'old', next: 0},
    {at: 'renameSync#1', where: 'between fsync and rename', file: 'old', next: 0},
    {at: 'fsyncSync#3', where: "between rename and the folder's fsync", file: 'new', next: 0},
  ] as const) {
    it(`${where}: the file is ${file}, and whole`, async () => {
      expect(await kill({PAUSE_AT: at}, paused)).to.deep.equal({file, next})
    })
  }

  it('at any moment: the file is old or new, never torn', async () => {
    const seen: Remains['file'][] = []
    for (let round = 0; round < 8; round++) {
      const {file} = await kill({}, () => delay(30 + Math.random() * 60))
      seen.push(file)
    }
    expect(seen).to.not.include('torn')
  })

  it('would be noticed by this test if the file were written in place', async () => {
    expect(await kill({PAUSE_WRITES_IN_PLACE: '1'}, paused)).to.deep.include({file: 'torn'})
  })

  function judge(text: string, old: string): Remains['file'] {
    if (text === old) return 'old'
    try {
      const {accessToken, refreshToken} = JSON.parse(text) as Record<string, unknown>
      return typeof accessToken === 'string' && typeof refreshToken === 'string' ? 'new' : 'torn'
    } catch {
      return 'torn'
    }
  }
})
