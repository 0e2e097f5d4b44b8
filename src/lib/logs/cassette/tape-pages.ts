import fs from 'node:fs'
import {createGunzip} from 'node:zlib'
import type {LogPage} from '../../ports/system-log.js'
import {OpsError} from '../../shared/errors.js'
import {unreadableFile} from '../../shared/file-errors.js'
import {readCassette} from './cassette-file.js'

/** A page without its place: on a tape the next page is simply the next one. */
export type TapePage = Omit<LogPage, 'next' | 'requestId'>

/** Lines that make a page; few enough that memory stays flat over any file. */
const linesPerPage = 500
const newline = 0x0a

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
  let number = 0
  const page = (): TapePage => ({url: `file:${file}`, body: asList(lines), servedAt: now()})
  for await (const line of linesOf(file)) {
    number++
    if (line.length === 0) continue
    if (line[0] !== 0x7b || line.at(-1) !== 0x7d)
      throw new OpsError('OPS_BAD_ANSWER', `${file}:${number}: not an event in JSON on a line of its own`)
    lines.push(line)
    if (lines.length < linesPerPage) continue
    yield page()
    lines = []
  }
  if (lines.length > 0) yield page()
}

/** The lines of a file, without their ends; `.gz` is unpacked. */
export async function* linesOf(file: string): AsyncGenerator<Buffer> {
  const raw = fs.createReadStream(file)
  const stream = file.endsWith('.gz') ? raw.pipe(createGunzip()) : raw
  raw.on('error', (error) => {
    if (stream !== raw) stream.destroy(error)
  })
  let rest: Buffer = Buffer.alloc(0)
  try {
    for await (const chunk of stream as AsyncIterable<Buffer>) {
      const bytes = rest.length === 0 ? chunk : Buffer.concat([rest, chunk])
      let from = 0
      for (let at = bytes.indexOf(newline); at !== -1; at = bytes.indexOf(newline, from)) {
        yield withoutReturn(bytes.subarray(from, at))
        from = at + 1
      }
      rest = bytes.subarray(from)
    }
  } catch (error) {
    throw error instanceof OpsError ? error : unreadableFile(file, error)
  }
  if (rest.length > 0) yield withoutReturn(rest)
}

function withoutReturn(line: Buffer): Buffer {
  return line.at(-1) === 0x0d ? line.subarray(0, -1) : line
}

function asList(lines: readonly Buffer[]): Buffer {
  const comma = Buffer.from(',')
  return Buffer.concat([
    Buffer.from('['),
    ...lines.flatMap((line, index) => (index === 0 ? [line] : [comma, line])),
    Buffer.from(']'),
  ])
}
