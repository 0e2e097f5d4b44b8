import fs from 'node:fs'
import type {LogPage} from '../../ports/system-log.js'
import {OpsError} from '../../shared/errors.js'
import {unreadableFile} from '../../shared/file-errors.js'
import {linesOfFile} from '../../shared/file-lines.js'
import {readCassette} from './cassette-file.js'

/** A page without its place: on a tape the next page is simply the next one. */
export type TapePage = Omit<LogPage, 'next' | 'requestId'>

/** Lines, and bytes of them, that make a page; few enough that memory stays flat over any file. */
const linesPerPage = 500
const bytesPerPage = 16 * 1024 * 1024
/** No event is longer, in bytes. */
const longestLine = 16 * 1024 * 1024

/**
 * The pages of files, one after the other: recorded pages as they were, NDJSON files in pieces. `.gz` is unpacked.
 * @throws OpsError OPS_FILE_UNREADABLE, or OPS_BAD_ANSWER with file and line for what is no event
 */
export async function* tapePages(files: readonly string[], now: () => Date): AsyncGenerator<TapePage> {
  for (const file of files) {
    if (file.endsWith('.page.json')) yield readCassette(readWhole(file), file)
    else yield* linePages(file, now)
  }
}

function readWhole(file: string): Buffer {
  try {
    return fs.readFileSync(file)
  } catch (error) {
    throw unreadableFile(file, error)
  }
}

async function* linePages(file: string, now: () => Date): AsyncGenerator<TapePage> {
  let lines: Buffer[] = []
  let [number, size] = [0, 0]
  const page = (): TapePage => ({url: `file:${file}`, body: asList(lines), servedAt: now()})
  for await (const line of linesOf(file)) {
    number++
    if (line.length === 0) continue
    if (line[0] !== 0x7b || line.at(-1) !== 0x7d)
      throw new OpsError('OPS_BAD_ANSWER', `${file}:${number}: not an event in JSON on a line of its own`)
    lines.push(line)
    size += line.length
    if (lines.length < linesPerPage && size < bytesPerPage) continue
    yield page()
    lines = []
    size = 0
  }
  if (lines.length > 0) yield page()
}

/**
 * The lines of a file, without their ends; `.gz` is unpacked.
 * @throws OpsError OPS_FILE_UNREADABLE, also for a line that no event is as long as
 */
export async function* linesOf(file: string): AsyncGenerator<Buffer> {
  for await (const {lines} of linesOfFile(file, {longest: longestLine})) yield* lines
}

function asList(lines: readonly Buffer[]): Buffer {
  const comma = Buffer.from(',')
  return Buffer.concat([
    Buffer.from('['),
    ...lines.flatMap((line, index) => (index === 0 ? [line] : [comma, line])),
    Buffer.from(']'),
  ])
}
