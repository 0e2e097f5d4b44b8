import type {Readable} from 'node:stream'
import {OpsError} from '../../shared/errors.js'
import {linesOfFile} from '../../shared/file-lines.js'
import type {JsonObject} from '../../shared/json.js'

/** No event is longer, in bytes. */
const longestLine = 16 * 1024 * 1024

/**
 * Events of a file, or of `stdin` for `-`, as they come: one JSON object a line, as `logs query -o json` and `logs collect`
 * write them. Empty lines do not count, nor does a byte order mark.
 * @throws OpsError OPS_FILE_UNREADABLE; OPS_USAGE naming the line that is no event, after the events before it
 */
export async function* givenEvents(file: string, stdin: Readable): AsyncGenerator<readonly JsonObject[]> {
  const name = file === '-' ? 'stdin' : file
  for await (const {lines, firstNumber} of linesOfFile(file, {longest: longestLine, stdin})) {
    const events: JsonObject[] = []
    for (const [index, line] of lines.entries()) {
      const number = firstNumber + index
      const text = textOf(line, number)
      if (text.trim() === '') continue
      const event = eventOf(text)
      if (event !== undefined) {
        events.push(event)
        continue
      }
      if (events.length > 0) yield events
      throw noEvent(`${name}:${number}`)
    }
    if (events.length > 0) yield events
  }
}

function textOf(line: Buffer, number: number): string {
  const text = line.toString('utf8')
  return number === 1 && text.startsWith('\uFEFF') ? text.slice(1) : text
}

function eventOf(line: string): JsonObject | undefined {
  let value: unknown
  try {
    value = JSON.parse(line)
  } catch {
    return undefined
  }
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as JsonObject)
    : undefined
}

function noEvent(place: string): OpsError {
  return new OpsError('OPS_USAGE', `${place} is not an event: one JSON object a line`, {
    failure: 'usage',
    next: 'okta-ops logs query -o json > events.ndjson',
  })
}
