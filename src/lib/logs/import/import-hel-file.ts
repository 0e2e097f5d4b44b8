import {unreadableFile} from '../../shared/file-errors.js'
import type {Machine} from '../../shared/machine.js'
import {writeNewFile} from '../../shared/new-file.js'
import {readTextFile} from '../../shared/text-file.js'
import {importHel, type ImportedHel} from './import-hel.js'

/** The same with where it went. */
export interface ImportedFile extends ImportedHel {
  readonly out: string | null
}

/**
 * Reads a Hel file and, with `out`, writes the logs.yaml; a file that is there is never written over.
 * @throws OpsError OPS_FILE_UNREADABLE, OPS_YAML, OPS_FILE_UNWRITABLE
 */
export function importHelFile(
  machine: Pick<Machine, 'now'>,
  {file, out}: {readonly file: string; readonly out?: string | undefined},
): ImportedFile {
  const imported = importHel(readText(file), {file, now: machine.now()})
  if (out !== undefined) writeNewFile(out, imported.yaml)
  return {...imported, out: out ?? null}
}

function readText(file: string): string {
  try {
    return readTextFile(file, {pipe: true})
  } catch (error) {
    throw unreadableFile(file, error)
  }
}
