import {closeSync, fstatSync, openSync, readSync, statSync, type Stats} from 'node:fs'
import os from 'node:os'
import {unfitFile} from './file-errors.js'

/** What may be read. */
export interface TextFileWish {
  /** A pipe too that the process has been given: a person has named the file, and may have written `<(...)`. */
  readonly pipe?: boolean
  /** In bytes; 5 MiB unless said, more than a person writes. */
  readonly largest?: number
}

/** Who writes to these is there already; a pipe of another name may wait for somebody for ever, as may a link to these. */
const given = /^\/(?:dev\/(?:fd\/\d+|stdin)|proc\/(?:self|\d+)\/fd\/\d+)$/

const usualLargest = 5 * 1024 * 1024
const pieceSize = 64 * 1024

/**
 * The text of a file that people write. It may be a stranger's link to anything: a device has no end, and one that waits for
 * somebody to type blocks for ever.
 * @throws OpsError OPS_FILE_UNREADABLE for what is no file or has no end in sight; the system's own error for the rest, which
 *   `unreadableFile` puts into words
 */
export function readTextFile(
  file: string,
  {pipe = false, largest = usualLargest}: TextFileWish = {},
): string {
  // Before it is opened: that alone may block, or move a tape.
  const stats = statSync(file)
  if (isEmptyDevice(stats)) return ''
  if (!stats.isFile() && !stats.isDirectory() && !(pipe && stats.isFIFO() && given.test(file)))
    throw unfitFile(file, `it is ${kindOf(stats)}, not a file`)
  const descriptor = openSync(file, 'r')
  try {
    if (fstatSync(descriptor).size > largest) throw tooLarge(file, largest)
    return readAll(descriptor, largest + 1, () => tooLarge(file, largest))
  } finally {
    closeSync(descriptor)
  }
}

/**
 * All that comes, as a text: of a pipe, which may have no end either.
 * @param name for the error, such as `standard input`
 * @throws OpsError OPS_FILE_UNREADABLE (usage) for more than `largest` bytes
 */
export async function readTextOf(
  chunks: AsyncIterable<unknown>,
  {name, largest}: {readonly name: string; readonly largest: number},
): Promise<string> {
  const pieces: Buffer[] = []
  let total = 0
  for await (const chunk of chunks as AsyncIterable<Buffer>) {
    pieces.push(chunk)
    total += chunk.length
    if (total > largest) throw tooLarge(name, largest)
  }
  return Buffer.concat(pieces).toString('utf8')
}

function readAll(descriptor: number, most: number, tooMuch: () => Error): string {
  const pieces: Buffer[] = []
  for (let total = 0; ;) {
    const piece = Buffer.alloc(pieceSize)
    const length = readSync(descriptor, piece)
    if (length === 0) return Buffer.concat(pieces).toString('utf8')
    pieces.push(piece.subarray(0, length))
    total += length
    if (total >= most) throw tooMuch()
  }
}

/** `/dev/null` is how people say "none". */
function isEmptyDevice(stats: Stats): boolean {
  return stats.isCharacterDevice() && statSync(os.devNull).rdev === stats.rdev
}

function kindOf(stats: Stats): string {
  if (stats.isFIFO()) return 'a pipe'
  return stats.isSocket() ? 'a socket' : 'a device'
}

function tooLarge(file: string, largest: number): Error {
  return unfitFile(file, `it has more than ${largest / 1024} KiB`)
}
