import fs from 'node:fs'
import {unwritableFile} from './file-errors.js'

/**
 * Writes a file, 0600, that is not there yet; one that is there is left alone.
 * @throws OpsError OPS_FILE_UNWRITABLE, OPS_DISK_FULL
 */
export function writeNewFile(file: string, text: string): void {
  try {
    fs.writeFileSync(file, text, {flag: 'wx', mode: 0o600})
  } catch (error) {
    throw unwritableFile(file, error)
  }
}
