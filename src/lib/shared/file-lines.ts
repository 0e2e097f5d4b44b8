import fs from 'node:fs'
import type {Readable} from 'node:stream'
import type {OpsError} from './errors.js'
import {standardInput, unfitFile, unreadableFile} from './file-errors.js'

/** Some lines of a file, in its order. */
export interface LinePiece {
  /** Without their ends; empty ones too. */
  readonly lines: readonly Buffer[]
  /** From 1. */
  readonly firstNumber: number
  /** Nothing ends the last of them: a writer may have been stopped in the middle. */
  readonly isOpen: boolean
}

/** How a file is read. */
export interface LineReading {
  /** In bytes: what has no end may not fill the memory. */
  readonly longest: number
  /** What `-` means; without it that is a file like others. */
  readonly stdin?: Readable
}

const newline = 0x0a
const chunkSize = 256 * 1024

/**
 * The lines of a file, or of standard input for `-`, some at a time as they come. What is called `.gz` is unpacked.
 * @throws OpsError OPS_FILE_UNREADABLE, naming the line where it is one longer than `longest`
 */
export async function* linesOfFile(file: string, reading: LineReading): AsyncGenerator<LinePiece> {
  const stdin = file === '-' ? reading.stdin : undefined
  const name = stdin === undefined ? file : standardInput
  try {
    yield* pieces(stdin ?? opened(file), name, reading.longest)
  } catch (error) {
    throw unreadableFile(name, error)
  }
}

function opened(file: string): Readable {
  const raw = fs.createReadStream(file, {highWaterMark: chunkSize})
  if (!file.endsWith('.gz')) return raw
  const unpacked = process.getBuiltinModule('node:zlib').createGunzip()
  raw.on('error', (error) => {
    unpacked.destroy(error)
  })
  return raw.pipe(unpacked)
}

async function* pieces(
  chunks: AsyncIterable<unknown>,
  name: string,
  longest: number,
): AsyncGenerator<LinePiece> {
  let rest: Buffer[] = []
  let [restSize, number] = [0, 1]
  const check = (size: number, line: number): void => {
    if (size > longest) throw tooLong(name, line, longest)
  }
  for await (const chunk of chunks as AsyncIterable<Buffer>) {
    const lines: Buffer[] = []
    let from = 0
    for (let at = chunk.indexOf(newline); at !== -1; at = chunk.indexOf(newline, from)) {
      check(restSize + at - from, number + lines.length)
      const end = chunk.subarray(from, at)
      lines.push(withoutReturn(rest.length === 0 ? end : Buffer.concat([...rest, end])))
      if (rest.length > 0) [rest, restSize] = [[], 0]
      from = at + 1
    }
    if (from < chunk.length) {
      rest.push(chunk.subarray(from))
      restSize += chunk.length - from
      check(restSize, number + lines.length)
    }
    if (lines.length > 0) yield {lines, firstNumber: number, isOpen: false}
    number += lines.length
  }
  if (restSize > 0) yield {lines: [withoutReturn(Buffer.concat(rest))], firstNumber: number, isOpen: true}
}

function withoutReturn(line: Buffer): Buffer {
  return line.at(-1) === 0x0d ? line.subarray(0, -1) : line
}

function tooLong(name: string, line: number, longest: number): OpsError {
  return unfitFile(name, `line ${line} is longer than ${longest / 1024 / 1024} MiB`)
}
