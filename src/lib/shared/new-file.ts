import fs from 'node:fs'
import {OpsError, systemErrorCode} from './errors.js'
import {unwritableFile} from './file-errors.js'
import {shellWord} from './shell-word.js'

/**
 * Writes a file, 0600, that is not there yet; one that is there is left alone.
 * @param next what to type where it is there; to look at it, unless said
 * @throws OpsError OPS_FILE_UNWRITABLE (refused where it is there), OPS_DISK_FULL
 */
export function writeNewFile(file: string, text: string, next = `ls -l ${shellWord(file)}`): void {
  try {
    fs.writeFileSync(file, text, {flag: 'wx', mode: 0o600})
  } catch (error) {
    if (systemErrorCode(error) !== 'EEXIST') throw unwritableFile(file, error)
    throw new OpsError('OPS_FILE_UNWRITABLE', `${file} is there already; nothing was changed`, {
      failure: 'refused',
      next,
      cause: error,
    })
  }
}
