import fs from 'node:fs'
import path from 'node:path'
import {unwritableFile} from '../../shared/file-errors.js'

/** A file that is not there until it is whole: it grows as `FILE.part` and gets its name when it is safe on disk. */
export interface PartFile {
  readonly write: (bytes: Buffer) => void
  readonly finish: () => void
  /** Leaves the `.part`, which the next run begins again. */
  readonly abandon: () => void
}

/** @throws OpsError OPS_FILE_UNWRITABLE or OPS_DISK_FULL, here and while writing */
export function openPartFile(file: string): PartFile {
  const part = `${file}.part`
  const checked = <T>(work: () => T): T => {
    try {
      return work()
    } catch (error) {
      throw unwritableFile(file, error)
    }
  }
  const descriptor = checked(() => fs.openSync(part, 'w', 0o600))
  return {
    write: (bytes) => {
      checked(() => {
        for (let done = 0; done < bytes.length;) done += fs.writeSync(descriptor, bytes, done)
      })
    },
    finish: () => {
      checked(() => {
        fs.fsyncSync(descriptor)
        fs.closeSync(descriptor)
        fs.renameSync(part, file)
        syncFolder(path.dirname(file))
      })
    },
    abandon: () => {
      fs.closeSync(descriptor)
    },
  }
}

function syncFolder(folder: string): void {
  // Windows cannot open a folder, and needs no such thing.
  if (process.platform === 'win32') return
  const descriptor = fs.openSync(folder, 'r')
  try {
    fs.fsyncSync(descriptor)
  } finally {
    fs.closeSync(descriptor)
  }
}
