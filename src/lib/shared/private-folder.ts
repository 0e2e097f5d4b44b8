import {unwritableFile} from './file-errors.js'
import {makeFolder} from './make-folder.js'

/**
 * Makes a folder that only its owner may enter, and those above it; one that is there stays as it is.
 * @throws OpsError OPS_FILE_UNWRITABLE or OPS_DISK_FULL, naming it
 */
export function makePrivateFolder(folder: string): void {
  try {
    makeFolder(folder, 0o700)
  } catch (error) {
    throw unwritableFile(folder, error)
  }
}
