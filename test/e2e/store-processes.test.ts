import {expect} from 'chai'
import {spawn} from 'node:child_process'
import {once} from 'node:events'
import path from 'node:path'
import {fileURLToPath} from 'node:url'
import {openStore} from '../../src/lib/store/open-store.js'
import {testNode} from '../support/run-bin.js'
import {createTempHome, type TempHome} from '../support/temp-home.js'

const program = fileURLToPath(new URL('../support/process-store.ts', import.meta.url))

/** A fixed seed: killed at the same rows in every run. */
const seed = 20261125

describe('a store between processes', function () {
  this.slow(5000)
  let home: TempHome
  beforeEach(() => {
    home = createTempHome()
  })
  afterEach(() => {
    home.remove()
  })

  const start = (...args: string[]) => {
    const child = spawn(testNode(), ['--import', 'tsx', program, ...args], {
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    const heard = {stdout: '', stderr: ''}
    child.stdout.on('data', (chunk: Buffer) => (heard.stdout += chunk.toString()))
    child.stderr.on('data', (chunk: Buffer) => (heard.stderr += chunk.toString()))
    return {child, heard}
  }

  it('lets two processes count, none in vain, and warns of nothing', async () => {
    const file = path.join(home.path, 'count.db')
    const counters = [start(file, 'count', '400'), start(file, 'count', '400')]
    const codes = await Promise.all(
      counters.map(async ({child}) => ((await once(child, 'close')) as [number])[0]),
    )
    expect(counters.map(({heard}) => heard.stderr)).to.deep.equal(['', ''])
    expect(codes).to.deep.equal([0, 0])
    const store = await openStore({platform: process.platform}, file, ['unused'])
    expect(store.prepare('SELECT n FROM counter').get()).to.deep.equal({n: 800})
    store.close()
  })

  /** Kills a writer at its `row`-th acknowledgement; how many rows it had acknowledged that are not there. */
  async function lostByKill(row: number, ...how: string[]): Promise<{acknowledged: number; lost: number}> {
    const file = path.join(home.path, `rows-${row}.db`)
    const {child, heard} = start(file, 'rows', ...how)
    child.stdout.on('data', () => {
      if (acknowledgedIn(heard.stdout) >= row) child.kill('SIGKILL')
    })
    await once(child, 'close')
    const acknowledged = acknowledgedIn(heard.stdout)
    const store = await openStore({platform: process.platform}, file, ['unused'])
    const kept = Number(store.prepare('SELECT count(*) AS n FROM rows').get()?.['n'])
    store.close()
    return {acknowledged, lost: Math.max(0, acknowledged - kept)}
  }

  it('loses no acknowledged row to kill -9', async () => {
    const rows = killPoints(5)
    const outcomes = await Promise.all(rows.map((row) => lostByKill(row)))
    expect(outcomes.map(({lost}) => lost)).to.deep.equal([0, 0, 0, 0, 0])
    for (const [index, {acknowledged}] of outcomes.entries())
      expect(acknowledged).to.be.at.least(rows[index]!)
  })

  it('would show a loss: the control says yes too early', async () => {
    expect((await lostByKill(3, 'early')).lost).to.equal(1)
  })
})

const acknowledgedIn = (said: string): number => said.split('\n').length - 1

/** Different rows up to the 80th, from the seed. */
function killPoints(count: number): readonly number[] {
  let state = seed
  return Array.from({length: count}, (_, index) => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0
    return 1 + index * 16 + (state % 16)
  })
}
