import fs from 'node:fs'
import type {Readable} from 'node:stream'
import {OpsError} from '../../shared/errors.js'
import {unreadableFile} from '../../shared/file-errors.js'
import type {JsonObject} from '../../shared/json.js'

/** No event is longer, in characters. */
const longestLine = 16 * 1024 * 1024

/**
 * Events of a file, or of `stdin` for `-`, as they come: one JSON object a line, as `logs query -o json` and `logs collect`
 * write them. Empty lines do not count.
 * @throws OpsError OPS_FILE_UNREADABLE; OPS_USAGE naming the line that is no event
 */
export async function* givenEvents(file: string, stdin: Readable): AsyncGenerator<readonly JsonObject[]> {
  const name = file === '-' ? 'stdin' : file
  const input = file === '-' ? stdin : fs.createReadStream(file, {highWaterMark: 1024 * 1024})
  let [rest, number] = ['', 0]
  const read = (lines: readonly string[]): readonly JsonObject[] =>
    lines.flatMap((line) => {
      number++
      return line.trim() === '' ? [] : [eventOf(line, `${name}:${number}`)]
    })
  for await (const chunk of textOf(input, name)) {
    const lines = (rest + chunk).split('\n')
    rest = lines.pop() ?? ''
    if (rest.length > longestLine) throw noEvent(`${name}:${number + lines.length + 1}`)
    const events = read(lines)
    if (events.length > 0) yield events
  }
  const last = read([rest])
  if (last.length > 0) yield last
}

async function* textOf(input: Readable, name: string): AsyncGenerator<string> {
  try {
    for await (const chunk of input.setEncoding('utf8')) yield chunk as string
  } catch (error) {
    throw unreadableFile(name, error)
  }
}

function eventOf(line: string, place: string): JsonObject {
  let value: unknown
  try {
    value = JSON.parse(line)
  } catch {
    // Not an object, said below.
  }
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as JsonObject
  throw noEvent(place)
}

function noEvent(place: string): OpsError {
  return new OpsError('OPS_USAGE', `${place} is not an event: one JSON object a line`, {
    failure: 'usage',
    next: 'okta-ops logs query -o json > events.ndjson',
  })
}
