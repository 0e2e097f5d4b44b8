import fs from 'node:fs'
import path from 'node:path'
import {pipeline} from 'node:stream/promises'
import {createGzip} from 'node:zlib'
import {unwritableFile} from '../shared/file-errors.js'
import {syncFolder} from '../shared/sync-folder.js'
import {closedFiles} from './file-names.js'

/** How many closed files stay, or for how many days. */
export type Keep = {readonly files: number} | {readonly days: number}

/** Compresses every closed file that is not yet, also one that a crash left half done; each is replaced whole. */
export async function zipClosedFiles(file: string): Promise<void> {
  const folder = path.dirname(file)
  for (const {name, zipped} of closedFiles(file)) {
    if (zipped) continue
    const plain = path.join(folder, name)
    try {
      await zip(plain)
    } catch (error) {
      throw unwritableFile(`${plain}.gz`, error)
    }
  }
}

async function zip(plain: string): Promise<void> {
  const temporary = `${plain}.gz.tmp`
  try {
    await pipeline(
      fs.createReadStream(plain),
      createGzip(),
      fs.createWriteStream(temporary, {mode: 0o600, flush: true}),
    )
  } catch (error) {
    // On a full disk it would keep the room that the log needs.
    fs.rmSync(temporary, {force: true})
    throw error
  }
  fs.renameSync(temporary, `${plain}.gz`)
  syncFolder(path.dirname(plain))
  fs.rmSync(plain)
}

/** Removes what is more than `keep` allows, oldest first; `today` is YYYY-MM-DD. */
export function removeOldFiles(file: string, keep: Keep, today: string): void {
  const closed = closedFiles(file)
  const old =
    'files' in keep
      ? closed.slice(0, Math.max(0, closed.length - keep.files))
      : closed.filter(({day}) => (Date.parse(today) - Date.parse(day)) / 86_400_000 > keep.days)
  for (const {name} of old) fs.rmSync(path.join(path.dirname(file), name), {force: true})
}
