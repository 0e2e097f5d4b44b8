/*
 * A process that takes a lock, for tests that stop, kill or race it: `LOCK hold` says "held" and keeps it until stdin ends;
 * `LOCK count FILE TIMES` adds one to the number in FILE so many times, reading and writing it in two steps.
 */
import {once} from 'node:events'
import {readFileSync, writeFileSync} from 'node:fs'
import {setTimeout as delay} from 'node:timers/promises'
import {withLock} from '../../src/lib/shared/file-lock.js'
import {liveMachine} from './live-machine.js'

const [lockPath = '', task = '', file = '', times = '1'] = process.argv.slice(2)
const machine = liveMachine({})

if (task === 'hold') {
  await withLock(machine, lockPath, async (lock) => {
    process.stdout.write('held\n')
    await once(process.stdin.resume(), 'end')
    lock.assertHeld()
    process.stdout.write('still held\n')
  })
} else {
  for (let round = 0; round < Number(times); round++) {
    await withLock(machine, lockPath, async (lock) => {
      const count = Number(readFileSync(file, 'utf8'))
      await delay(2)
      lock.assertHeld()
      writeFileSync(file, String(count + 1))
    })
  }
}
