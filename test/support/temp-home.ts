import {mkdtempSync, mkdirSync, rmSync, writeFileSync, readFileSync} from 'node:fs'
import os from 'node:os'
import path from 'node:path'

/** A throw-away HOME. Paths given to its methods are relative to it. */
export interface TempHome {
  readonly path: string
  readonly write: (relative: string, content: string | Uint8Array, mode?: number) => string
  readonly read: (relative: string) => string
  readonly remove: () => void
}

export function createTempHome(): TempHome {
  const home = mkdtempSync(path.join(os.tmpdir(), 'okta-ops-test-'))
  return {
    path: home,
    write(relative, content, mode = 0o600) {
      const file = path.join(home, relative)
      mkdirSync(path.dirname(file), {recursive: true})
      writeFileSync(file, content, {mode})
      return file
    },
    read: (relative) => readFileSync(path.join(home, relative), 'utf8'),
    remove: () => {
      rmSync(home, {recursive: true, force: true})
    },
  }
}
