import {dirname} from 'node:path'
import {OpsError, systemErrorCode} from './errors.js'
import {shellWord} from './shell-word.js'

/** What the operating system's codes mean, in words for the end of a message. */
const reasons: Readonly<Record<string, string>> = {
  EACCES: 'permission denied',
  EDQUOT: 'disk quota used up',
  EEXIST: 'it is in the way',
  EIO: 'input/output error',
  EISDIR: 'it is a directory',
  ELOOP: 'its symbolic links lead in a circle',
  ENAMETOOLONG: 'the name is too long',
  ENOENT: 'no such file or directory',
  ENOSPC: 'no space left on device',
  ENOTDIR: 'a part of its path is not a directory',
  EPERM: 'operation not permitted',
  EROFS: 'read-only file system',
}

/** What `-` is called where files are named. */
export const standardInput = 'standard input'

/** OPS_FILE_UNREADABLE for a file that is there but cannot be read: names it, says why and how to look. An OpsError stays. */
export function unreadableFile(file: string, cause: unknown): OpsError {
  if (cause instanceof OpsError) return cause
  return new OpsError('OPS_FILE_UNREADABLE', `cannot read ${file}: ${reasonOf(cause)}`, {
    next: remedy(file, cause),
    cause,
  })
}

/** OPS_FILE_UNREADABLE for what could be read, but is none of the files that are meant. */
export function unfitFile(file: string, why: string): OpsError {
  return new OpsError('OPS_FILE_UNREADABLE', `cannot read ${file}: ${why}`, {
    failure: 'usage',
    ...(file === standardInput ? {} : {next: `ls -lL ${shellWord(file)}`}),
  })
}

/** OPS_DISK_FULL or OPS_FILE_UNWRITABLE: names the file, says why and how to look. */
export function unwritableFile(file: string, cause: unknown): OpsError {
  const code = systemErrorCode(cause)
  const full = code === 'ENOSPC' || code === 'EDQUOT'
  return new OpsError(
    full ? 'OPS_DISK_FULL' : 'OPS_FILE_UNWRITABLE',
    `cannot write ${file}: ${reasonOf(cause)}`,
    {next: full ? `df -h ${shellWord(dirname(file))}` : remedy(file, cause), cause},
  )
}

function reasonOf(cause: unknown): string {
  const code = systemErrorCode(cause)
  return (code === undefined ? undefined : reasons[code]) ?? code ?? 'unknown reason'
}

function remedy(file: string, cause: unknown): string {
  // Nearly always a file left behind by sudo; the listing shows the owner before anything is changed.
  return systemErrorCode(cause) === 'EROFS'
    ? `findmnt --target ${shellWord(dirname(file))}`
    : `ls -ld ${shellWord(dirname(file))} ${shellWord(file)}`
}
