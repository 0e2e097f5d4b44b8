import fs from 'node:fs'
import path from 'node:path'
import {systemErrorCode} from '../../shared/errors.js'
import {unreadableFile} from '../../shared/file-errors.js'
import {withLock} from '../../shared/file-lock.js'
import type {Machine} from '../../shared/machine.js'
import {orgTokensFolder} from './token-cache.js'

/**
 * Forgets every token that is kept, for whatever org, each under its lock.
 * @returns the addresses of their orgs, as the files say; a file that cannot be read counts as one of an unknown org
 */
export async function dropStrayTokens(machine: Machine): Promise<readonly string[]> {
  const folder = orgTokensFolder(machine)
  const orgUrls: string[] = []
  for (const name of namesIn(folder)) {
    const file = path.join(folder, name)
    await withLock(machine, file.replace(/json$/, 'lock'), () => {
      orgUrls.push(orgUrlIn(file))
      fs.rmSync(file, {force: true})
    })
  }
  return orgUrls
}

function namesIn(folder: string): readonly string[] {
  try {
    return fs.readdirSync(folder).filter((name) => /^[0-9a-f]+\.json$/.test(name))
  } catch (error) {
    if (systemErrorCode(error) === 'ENOENT') return []
    throw unreadableFile(folder, error)
  }
}

function orgUrlIn(file: string): string {
  try {
    const {orgUrl} = JSON.parse(fs.readFileSync(file, 'utf8')) as {readonly orgUrl?: unknown}
    return typeof orgUrl === 'string' ? orgUrl : 'an unknown org'
  } catch {
    return 'an unknown org'
  }
}
