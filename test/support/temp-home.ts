import {mkdtempSync, mkdirSync, rmSync, writeFileSync, readFileSync} from 'node:fs'
import os from 'node:os'
import path from 'node:path'

/** A throw-away HOME. Paths given to its methods are relative to it. */
export interface TempHome {
  readonly path: string
  /** HOME, and the folders `config` and `state` in it as ours; PATH as it is. */
  readonly env: Readonly<Record<string, string>>
  readonly write: (relative: string, content: string | Uint8Array, mode?: number) => string
  readonly read: (relative: string) => string
  readonly remove: () => void
}

export function createTempHome(): TempHome {
  const home = mkdtempSync(path.join(os.tmpdir(), 'okta-ops-test-'))
  return {
    path: home,
    env: {
      HOME: home,
      PATH: process.env['PATH'] ?? '',
      OKTA_OPS_CONFIG_DIR: path.join(home, 'config'),
      OKTA_OPS_STATE_DIR: path.join(home, 'state'),
    },
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
