import {lstatSync, mkdirSync} from 'node:fs'
import module from 'node:module'
import path from 'node:path'

/**
 * Lets Node 22+ keep compiled code between starts. Node trusts whatever it finds in that folder, so it is used only when
 * it is ours alone: of this uid, 0700, not a symlink, and never under sudo, where HOME may still be the caller's.
 */
export function enableCompileCache() {
  const home = process.env.HOME
  if (!module.enableCompileCache || !process.getuid || !home || process.env.SUDO_UID) return
  const folder = path.join(process.env.XDG_CACHE_HOME || path.join(home, '.cache'), 'okta-ops', 'compile')
  try {
    mkdirSync(folder, {recursive: true, mode: 0o700})
    const found = lstatSync(folder)
    if (found.isDirectory() && found.uid === process.getuid() && (found.mode & 0o077) === 0)
      module.enableCompileCache(folder)
  } catch {
    // A read-only or full disk costs a few milliseconds, nothing else.
  }
}
