import fs from 'node:fs'
import path from 'node:path'
import {OpsError} from './errors.js'
import {shellWord} from './shell-word.js'

/**
 * Refuses to keep secrets in a folder that other accounts of this machine may change: whoever may put a link there chooses where
 * a secret is written, and what is read as one. A folder that is not there yet will be made 0700.
 * @throws OpsError OPS_FILE_UNWRITABLE with the chmod that helps, before anything is written
 */
export function assertOwnFolder(folder: string): void {
  const euid = process.geteuid?.()
  const found = fs.statSync(folder, {throwIfNoEntry: false})
  if (euid === undefined || found === undefined) return
  if (euid !== 0 && ![euid, 0].includes(found.uid))
    throw refused(folder, 'belongs to another account', `ls -ld ${shellWord(folder)}`)
  // Whoever may change the folder that a link is in has put the link there, perhaps.
  const isLink = fs.lstatSync(folder).isSymbolicLink()
  const checked = isLink ? [folder, path.dirname(path.resolve(folder))] : [folder]
  const shared = checked.find((one) => (fs.statSync(one).mode & 0o022) !== 0)
  if (shared !== undefined)
    throw refused(shared, 'may be changed by other accounts', `chmod go-w ${shellWord(shared)}`)
}

function refused(folder: string, why: string, next: string): OpsError {
  return new OpsError('OPS_FILE_UNWRITABLE', `no secret is kept in ${folder}: it ${why}`, {next})
}
