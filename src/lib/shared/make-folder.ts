import fs from 'node:fs'
import path from 'node:path'
import {systemErrorCode} from './errors.js'

/** Makes a folder and those above it, as `mkdir -p` does. Throws the operating system's own reason. */
export function makeFolder(folder: string, mode: number): void {
  try {
    fs.mkdirSync(folder, {recursive: true, mode})
  } catch (error) {
    // For a read-only file system Node says ENOENT; the first folder that is missing, made alone, gives the true reason.
    if (systemErrorCode(error) === 'ENOENT') fs.mkdirSync(firstMissing(folder), {mode})
    throw error
  }
}

function firstMissing(folder: string): string {
  const parent = path.dirname(folder)
  return parent === folder || fs.existsSync(parent) ? folder : firstMissing(parent)
}
