import fs from 'node:fs'
import path from 'node:path'
import {writeFileAtomic} from '../shared/atomic-file.js'
import {configFolder} from '../shared/config-folder.js'
import {systemErrorCode} from '../shared/errors.js'
import {unreadableFile} from '../shared/file-errors.js'
import type {Machine} from '../shared/machine.js'
import {shellWord} from '../shared/shell-word.js'

/** Where a secret of ours with this name is kept. */
export function secretFile(machine: Pick<Machine, 'env'>, name: string): string {
  return path.join(secretsFolder(machine), name)
}

export function secretsFolder(machine: Pick<Machine, 'env'>): string {
  return path.resolve(configFolder(machine), 'secrets')
}

/** Old or new after a crash, whole, 0600. */
export function writeSecretFile(machine: Pick<Machine, 'env'>, name: string, value: string): string {
  const file = secretFile(machine, name)
  writeFileAtomic(file, `${value}\n`)
  return file
}

/** Removes a secret that lies in our own folder; a person's file is theirs. Tells whether there was one. */
export function removeSecretFile(machine: Pick<Machine, 'env'>, file: string): boolean {
  const ours = path.dirname(path.resolve(file)) === secretsFolder(machine)
  if (!ours || fs.lstatSync(file, {throwIfNoEntry: false}) === undefined) return false
  fs.rmSync(file)
  return true
}

/**
 * The content of a file; undefined when it is not there.
 * @param warn told when other accounts of this machine can read it
 * @throws OpsError OPS_FILE_UNREADABLE
 */
export function readSecretFile(file: string, warn: (line: string) => void): string | undefined {
  try {
    if (isOpenToOthers(file))
      warn(`other accounts of this machine can read ${file}: chmod 600 ${shellWord(file)}`)
    return fs.readFileSync(file, 'utf8')
  } catch (error) {
    if (systemErrorCode(error) === 'ENOENT') return undefined
    throw unreadableFile(file, error)
  }
}

/** Only of a file of our own: what an orchestrator mounts for us has the mode it likes. */
function isOpenToOthers(file: string): boolean {
  if (process.geteuid === undefined || /^(?:\/var)?\/run\/secrets\//.test(file)) return false
  const {mode, uid} = fs.statSync(file)
  return uid === process.geteuid() && (mode & 0o077) !== 0
}
