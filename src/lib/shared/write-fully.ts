import {writeSync} from 'node:fs'
import {systemErrorCode} from './errors.js'

/**
 * Writes all of `text` to a descriptor before it returns: a pipe may take only a part, or ask to come back later. For
 * programs that must not load process.stdout, which alone costs a tenth of Node's start. A reader that has gone away is
 * no failure.
 */
export function writeFully(descriptor: number, text: string): void {
  const bytes = Buffer.from(text, 'utf8')
  for (let done = 0; done < bytes.length;) {
    try {
      done += writeSync(descriptor, bytes, done)
    } catch (error) {
      const code = systemErrorCode(error)
      if (code === 'EPIPE') return
      if (code !== 'EAGAIN') throw error
      pause(5)
    }
  }
}

/** Sleeps without giving the event loop a turn. */
function pause(ms: number): void {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms)
}
