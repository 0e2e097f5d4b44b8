import fs from 'node:fs'

/** What tells the ordinary file at a path from every other one that is there, or is open; undefined: there is none. */
export function fileId(file: string): string | undefined {
  const found = statOf(file)
  return found && `${found.dev}:${found.ino}`
}

/** The number of the ordinary file at a path; undefined: there is none. Containers may see one file system as different devices. */
export function fileNumber(file: string): string | undefined {
  return statOf(file)?.ino.toString()
}

function statOf(file: string): fs.BigIntStats | undefined {
  try {
    const found = fs.lstatSync(file, {bigint: true, throwIfNoEntry: false})
    return found?.isFile() === true ? found : undefined
  } catch {
    // A folder above it is gone, or may not be entered any more.
    return undefined
  }
}
