import fs from 'node:fs'

/** Makes a rename or a new name survive a power cut. Some systems cannot sync a folder; contents are safe without it. */
export function syncFolder(folder: string): void {
  try {
    const descriptor = fs.openSync(folder, 'r')
    try {
      fs.fsyncSync(descriptor)
    } finally {
      fs.closeSync(descriptor)
    }
  } catch {
    // Windows and some network file systems refuse; there is nothing better to do.
  }
}
