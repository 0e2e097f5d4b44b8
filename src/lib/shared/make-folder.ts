import fs from 'node:fs'
import path from 'node:path'
import {systemErrorCode} from './errors.js'

/**
 * Makes a folder and those above it, as `mkdir -p` does. Throws the operating system's own reason. Node's own way
 * (`recursive`) calls a read-only file system ENOENT, and never ends where nothing can be made, as in /proc.
 */
export function makeFolder(folder: string, mode: number): void {
  try {
    fs.mkdirSync(folder, {mode})
  } catch (error) {
    if (isFolder(folder)) return
    const parent = path.dirname(folder)
    if (systemErrorCode(error) !== 'ENOENT' || parent === folder || fs.existsSync(parent)) throw error
    makeFolder(parent, mode)
    makeFolder(folder, mode)
  }
}

function isFolder(folder: string): boolean {
  return fs.statSync(folder, {throwIfNoEntry: false})?.isDirectory() === true
}
