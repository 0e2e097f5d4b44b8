import type {Readable} from 'node:stream'
import {OpsError} from '../../shared/errors.js'
import {linesOfFile} from '../../shared/file-lines.js'
import type {JsonObject} from '../../shared/json.js'

/** No event is longer, in bytes. */
const longestLine = 16 * 1024 * 1024

/**
 * Events of a file, or of `stdin` for `-`, as they come: one JSON object a line, as `logs query -o json` and `logs collect`
 * write them. Empty lines do not count.
 * @throws OpsError OPS_FILE_UNREADABLE; OPS_USAGE naming the line that is no event
 */
export async function* givenEvents(file: string, stdin: Readable): AsyncGenerator<readonly JsonObject[]> {
  const name = file === '-' ? 'stdin' : file
  for await (const {lines, firstNumber} of linesOfFile(file, {longest: longestLine, stdin})) {
    const events = lines.flatMap((line, index) => {
      const text = line.toString('utf8')
      return text.trim() === '' ? [] : [eventOf(text, `${name}:${firstNumber + index}`)]
    })
    if (events.length > 0) yield events
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
