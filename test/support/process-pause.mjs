/*
 * Preloaded (--import) into a process that is to be killed: at the call named by PAUSE_AT, e.g. `renameSync#1`, it says
 * "paused" on stderr and does nothing any more. The calls themselves stay Node's own. With PAUSE_WRITES_IN_PLACE a rename
 * becomes what careless tools do, truncate and write, with the pause in between: the control of the experiment.
 */
import fs from 'node:fs'
import process from 'node:process'

const [name, wanted] = (process.env.PAUSE_AT ?? '').split('#')
const {renameSync, writeSync} = fs

if (process.env.PAUSE_WRITES_IN_PLACE) {
  fs.renameSync = (from, to) => {
    const content = fs.readFileSync(from)
    const descriptor = fs.openSync(to, 'w')
    pause()
    writeSync(descriptor, content)
    renameSync(from, `${to}.done`)
  }
} else if (name) {
  const real = fs[name]
  let calls = 0
  fs[name] = (...args) => {
    calls += 1
    if (calls === Number(wanted)) pause()
    return real(...args)
  }
}

function pause() {
  writeSync(2, 'paused\n')
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0)
}
