import fs from 'node:fs'
import path from 'node:path'
import {OpsError, systemErrorCode} from '../../shared/errors.js'
import {unreadableFile} from '../../shared/file-errors.js'
import {cassetteSequence} from './cassette-file.js'

/** Files to replay, in order: of a folder its recorded pages by number, or else its NDJSON files by name. */
export function tapeFiles(paths: readonly string[]): readonly string[] {
  return paths.flatMap((given) => {
    const names = namesIn(given)
    if (names === undefined) return [given]
    const pages = names
      .flatMap((name) => {
        const sequence = cassetteSequence(name)
        return sequence === undefined ? [] : [{name, sequence}]
      })
      .sort((one, other) => one.sequence - other.sequence)
      .map(({name}) => name)
    const found =
      pages.length > 0 ? pages : names.filter((name) => /\.(?:nd)?jsonl?(?:\.gz)?$/.test(name)).sort()
    if (found.length === 0)
      throw new OpsError(
        'OPS_USAGE',
        `there is nothing to replay in ${given}: no recorded pages and no .ndjson files`,
        {
          failure: 'usage',
        },
      )
    return found.map((name) => path.join(given, name))
  })
}

/** What a folder holds; undefined when it is a file. */
function namesIn(given: string): readonly string[] | undefined {
  try {
    return fs.readdirSync(given)
  } catch (error) {
    if (systemErrorCode(error) === 'ENOTDIR') return undefined
    throw unreadableFile(given, error)
  }
}
