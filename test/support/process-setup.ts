import fs from 'node:fs'
import {applySetup} from '../../src/lib/aws/setup/apply.js'
import {configSection} from '../../src/lib/aws/config/section-edit.js'
import {liveMachine} from './live-machine.js'

/*
 * A process that writes a config file and is killed on the way (setup-kill.test.ts).
 *   once STEP [in-place]   stops for good before its STEP-th file operation, and says `stopped`; without such a step: `done`
 *   forever                writes `region = old` and `region = new` in turn until it is killed
 * `in-place` is the control: it leaves out the rename and writes over the file itself, as careless tools do.
 */

const [home = '', mode, step, careless] = process.argv.slice(2)
const machine = liveMachine({HOME: home})

const write = (region: string): Promise<unknown> =>
  applySetup(machine, [{target: configSection({kind: 'profile', name: 'dev'}), set: {region}}], undefined)

if (mode === 'once') {
  if (careless === 'in-place') leaveOutTheRename()
  stopBefore(Number(step))
  await write('new')
  fs.writeSync(1, 'done\n')
} else {
  for (let round = 0; ; round++) {
    await write(round % 2 === 0 ? 'new' : 'old')
    if (round === 0) fs.writeSync(1, 'writing\n')
  }
}

/** Counts the file operations from here on; before the wanted one this process waits to be killed. */
function stopBefore(wanted: number): void {
  let count = 0
  const operations = ['mkdirSync', 'openSync', 'writeFileSync', 'fchmodSync', 'fsyncSync', 'closeSync', 'renameSync', 'linkSync', 'rmSync', 'writeSync'] as const // prettier-ignore
  for (const name of operations) {
    const original = fs[name] as (...args: unknown[]) => unknown
    const counted = (...args: unknown[]): unknown => {
      if (count++ === wanted) {
        fs.writevSync(1, [Buffer.from('stopped\n')])
        Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0)
      }
      return original(...args)
    }
    Object.assign(fs, {[name]: counted})
  }
}

function leaveOutTheRename(): void {
  const careful = fs.renameSync
  const writeOver = (from: fs.PathLike, to: fs.PathLike): void => {
    if (!String(to).endsWith('/config')) {
      careful(from, to)
      return
    }
    const text = fs.readFileSync(from, 'utf8')
    const descriptor = fs.openSync(to, 'w')
    fs.writeSync(descriptor, text.slice(0, 20))
    fs.writeSync(descriptor, text.slice(20))
    fs.closeSync(descriptor)
    fs.rmSync(from)
  }
  Object.assign(fs, {renameSync: writeOver})
}
