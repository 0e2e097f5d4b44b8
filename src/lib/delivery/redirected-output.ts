import fs from 'node:fs'
import {promisify} from 'node:util'
import {unwritableFile} from '../shared/file-errors.js'

/** A file that the shell has opened for us (`>> audit.ndjson`). */
export interface RedirectedOutput {
  /**
   * Resolves when all of `bytes`, whole lines, are on the disk.
   * @throws OpsError OPS_DISK_FULL or OPS_FILE_UNWRITABLE; what got there of them is taken back
   */
  readonly append: (bytes: Buffer) => Promise<void>
}

const sync = promisify(fs.fdatasync)

/**
 * The file behind a descriptor; undefined for a terminal, a pipe and a socket. Node's own stream for a file counts as written
 * what a disk that fills up has taken only in part, and those events would be lost.
 */
export function redirectedTo(descriptor: number | undefined): RedirectedOutput | undefined {
  if (descriptor === undefined) return undefined
  const found = fs.fstatSync(descriptor)
  if (found.isFIFO() || found.isSocket() || isTerminal(descriptor)) return undefined
  let isTorn = false
  return {
    append: async (bytes) => {
      // Opened without O_APPEND, writing goes on behind what was taken back: then on a line of its own.
      const lines = isTorn ? Buffer.concat([Buffer.from('\n'), bytes]) : bytes
      let done = 0
      try {
        while (done < lines.length) done += fs.writeSync(descriptor, lines, done)
        if (found.isFile()) await sync(descriptor)
        isTorn = false
      } catch (error) {
        if (done > 0) {
          isTorn = true
          takeBack(descriptor, done)
        }
        throw unwritableFile(nameOf(descriptor), error)
      }
    },
  }
}

function isTerminal(descriptor: number): boolean {
  return process.getBuiltinModule('node:tty').isatty(descriptor)
}

/** What another run appends must not go on in the middle of a line. */
function takeBack(descriptor: number, count: number): void {
  try {
    fs.ftruncateSync(descriptor, Math.max(0, fs.fstatSync(descriptor).size - count))
  } catch {
    // A device, for example: there is nothing to take back.
  }
}

function nameOf(descriptor: number): string {
  try {
    return fs.readlinkSync(`/proc/self/fd/${descriptor}`)
  } catch {
    return 'stdout'
  }
}
