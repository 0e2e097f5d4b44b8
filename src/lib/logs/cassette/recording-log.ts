import fs from 'node:fs'
import path from 'node:path'
import type {LogPage, SystemLog} from '../../ports/system-log.js'
import {writeFileAtomic} from '../../shared/atomic-file.js'
import {makePrivateFolder} from '../../shared/private-folder.js'
import {cassetteName, cassetteSequence, printCassette} from './cassette-file.js'

/**
 * `log`, with every page that brings something also written into `folder`, one file a page, for this user only. A folder
 * with pages in it is gone on with.
 * @throws OpsError OPS_FILE_UNWRITABLE or OPS_DISK_FULL, here or while reading
 */
export function recordingLog(log: SystemLog, folder: string): SystemLog {
  makePrivateFolder(folder)
  let sequence = Math.max(0, ...fs.readdirSync(folder).map((name) => cassetteSequence(name) ?? 0))
  let before: LogPage | undefined
  return {
    ...log,
    read: async (url, options) => {
      const page = await log.read(url, options)
      // An idle tail sees the same empty page again and again.
      if (before?.next !== page.next || !isEmpty(page) || page.next === undefined)
        writeFileAtomic(path.join(folder, cassetteName(++sequence)), printCassette(page))
      before = page
      return page
    },
  }
}

function isEmpty({body}: LogPage): boolean {
  return body.length < 16 && /^\s*\[\s*\]\s*$/.test(body.toString('latin1'))
}
