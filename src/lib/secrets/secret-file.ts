import fs from 'node:fs'
import path from 'node:path'
import {writeFileAtomic} from '../shared/atomic-file.js'
import {configFolder} from '../shared/config-folder.js'
import {OpsError, systemErrorCode} from '../shared/errors.js'
import {unreadableFile} from '../shared/file-errors.js'
import type {Machine} from '../shared/machine.js'
import {assertOwnFolder} from '../shared/own-folder.js'
import {shellWord} from '../shared/shell-word.js'

/** Where a secret of ours with this name is kept. */
export function secretFile(machine: Pick<Machine, 'env'>, name: string): string {
  return path.join(secretsFolder(machine), name)
}

export function secretsFolder(machine: Pick<Machine, 'env'>): string {
  return path.resolve(configFolder(machine), 'secrets')
}

/**
 * Old or new after a crash, whole, 0600.
 * @throws OpsError OPS_FILE_UNWRITABLE, also for a folder that others may change; OPS_DISK_FULL
 */
export function writeSecretFile(machine: Pick<Machine, 'env'>, name: string, value: string): string {
  const file = secretFile(machine, name)
  assertOwnFolder(secretsFolder(machine))
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

/** A key with its certificates has some thousand bytes. */
const largestSecret = 1024 * 1024

/**
 * The content of a file, or of a pipe that was handed to us (`<(command)` of a shell); undefined when it is not there.
 * @param warn told when other accounts of this machine can read it
 * @throws OpsError OPS_FILE_UNREADABLE; OPS_SECRET for a device, a named pipe that nobody may ever write to, or more than 1 MiB
 */
export function readSecretFile(file: string, warn: (line: string) => void): string | undefined {
  try {
    const found = fs.statSync(file)
    if (!found.isFile() && !found.isDirectory() && !isPipeOfOurs(file, found))
      throw unusable(file, 'is neither a file nor a pipe that was handed to okta-ops')
    if (isOpenToOthers(file, found))
      warn(`other accounts of this machine can read ${file}: chmod 600 ${shellWord(file)}`)
    return readBounded(file)
  } catch (error) {
    if (systemErrorCode(error) === 'ENOENT') return undefined
    throw error instanceof OpsError ? error : unreadableFile(file, error)
  }
}

/** One byte more than is allowed is read at most: a file may grow, and a pipe has no size. */
function readBounded(file: string): string {
  const descriptor = fs.openSync(file, 'r')
  try {
    const content = Buffer.alloc(largestSecret + 1)
    let length = 0
    for (let got = -1; got !== 0 && length < content.length; length += got)
      got = fs.readSync(descriptor, content, length, content.length - length, null)
    if (length > largestSecret) throw unusable(file, 'has more than 1 MiB')
    return content.toString('utf8', 0, length)
  } finally {
    fs.closeSync(descriptor)
  }
}

function isPipeOfOurs(file: string, found: fs.Stats): boolean {
  return found.isFIFO() && /^\/(?:dev|proc\/self)\/(?:fd\/\d+|stdin)$/.test(file)
}

function unusable(file: string, why: string): OpsError {
  return new OpsError('OPS_SECRET', `${file} cannot be a secret: it ${why}`, {
    next: `ls -lL ${shellWord(file)}`,
  })
}

/** Only of a file of our own: what an orchestrator mounts for us has the mode it likes. */
function isOpenToOthers(file: string, found: fs.Stats): boolean {
  if (process.geteuid === undefined || /^(?:\/var)?\/run\/secrets\//.test(file)) return false
  return found.isFile() && found.uid === process.geteuid() && (found.mode & 0o077) !== 0
}
