import fs from 'node:fs'
import path from 'node:path'

/** Where a file really lies, also before it is there: two names of one place come out the same. */
export function realPath(file: string): string {
  try {
    return fs.realpathSync(file)
  } catch {
    const folder = path.dirname(file)
    return folder === file ? file : path.join(realPath(folder), path.basename(file))
  }
}
