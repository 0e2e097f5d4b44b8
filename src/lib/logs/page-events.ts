import {isAscii} from 'node:buffer'
import type {BatchEvent, Batch} from '../delivery/sink.js'
import {OpsError} from '../shared/errors.js'
import type {JsonObject, JsonValue} from '../shared/json.js'
import {isWebPage} from '../shared/web-page.js'

/** One page of the System Log: what it says, and the bytes that say it. */
export interface PageEvents {
  readonly body: Buffer
  /** In the page's order. */
  readonly events: readonly JsonObject[]
  /** Start and end of each event in `body`, one after the other, when reading has found them out. */
  readonly ranges?: Uint32Array
}

/** Where a page was read, for whoever has to look into it. */
export interface PageOrigin {
  readonly url: string
  /** X-Okta-Request-Id */
  readonly requestId: string | undefined
}

/**
 * As `readPage`, of a page that an org sent.
 * @throws OpsError OPS_BAD_ANSWER that names the host and the request
 */
export function readPageOf({body, url, requestId}: PageOrigin & {readonly body: Buffer}): PageEvents {
  try {
    return readPage(body)
  } catch (error) {
    if (!(error instanceof OpsError) || !/^https?:/.test(url)) throw error
    const {host, origin} = new URL(url)
    const request = requestId === undefined ? 'without a request id of Okta' : `request ${requestId}`
    throw new OpsError(error.code, `${error.message} (from ${host}, ${request})`, {
      failure: error.failure,
      next: `curl -sSI ${origin}`,
      cause: error,
    })
  }
}

/**
 * Parses a page, once. The events' own bytes stay in `body` (`toBatch` cuts them out): JSON.stringify would change how
 * numbers are spelt and what is repeated.
 * @throws OpsError OPS_BAD_ANSWER when it is not a JSON array of objects
 */
export function readPage(body: Buffer): PageEvents {
  return readCompact(body) ?? readAny(body)
}

/**
 * A page as Okta sends it, `[{"actor":...},{"actor":...}]`, event by event, so that their places come for nothing: cut
 * wherever one may end and the next one begin with the first one's key. Every piece that parses is an event (nothing
 * shorter or longer than an object parses as one); if one does not, the cut was inside an event: undefined.
 */
function readCompact(body: Buffer): PageEvents | undefined {
  const [first, last] = [body.indexOf(colon), body.length - 1]
  if (body[0] !== openBracket || body[1] !== openBrace || first < 0) return undefined
  if (body[last] !== closeBracket || body[last - 1] !== closeBrace) return undefined
  const border = Buffer.concat([Buffer.from('},'), body.subarray(1, first + 1)])
  // Twice as fast to decode.
  const encoding = isAscii(body) ? 'latin1' : 'utf8'
  const [events, ranges]: [JsonObject[], number[]] = [[], []]
  try {
    for (let start = 1; start < last;) {
      const at = body.indexOf(border, start)
      const end = at < 0 ? last : at + 1
      events.push(JSON.parse(body.toString(encoding, start, end)) as JsonObject)
      ranges.push(start, end)
      start = end + 1
    }
  } catch {
    return undefined
  }
  return {body, events, ranges: Uint32Array.from(ranges)}
}

function readAny(body: Buffer): PageEvents {
  const parsed = parse(body)
  if (!Array.isArray(parsed)) throw malformed('it is not a list of events')
  for (const event of parsed)
    if (typeof event !== 'object' || event === null || Array.isArray(event))
      throw malformed('an item of it is not an event')
  return {body, events: parsed as readonly JsonObject[]}
}

/** What makes an event the same event again: its uuid. Empty when it has none. */
export function uuidOf(event: JsonObject): string {
  const {uuid} = event
  return typeof uuid === 'string' ? uuid : ''
}

/** When it happened, as the event says it; empty when it does not. */
export function publishedOf(event: JsonObject): string {
  const {published} = event
  return typeof published === 'string' ? published : ''
}

/**
 * The events at `picks` (ascending indexes) as NDJSON: each one's own bytes on one line, with line breaks between its
 * values (never inside a string, where JSON has none) made spaces.
 */
export function toBatch(page: PageEvents, picks: readonly number[], at: Date): Batch {
  if (picks.length === 0) return {bytes: Buffer.alloc(0), events: [], at}
  const {body, events, ranges = eventRanges(body, events.length)} = page
  const total = picks.reduce((sum, pick) => sum + rangeEnd(ranges, pick) - rangeStart(ranges, pick) + 1, 0)
  const bytes = Buffer.allocUnsafe(total)
  const first = rangeStart(ranges, picks[0] ?? 0)
  // Picks that lie one byte apart are copied in one go; the newlines below take the commas' places.
  const inOneGo = total - 1 === rangeEnd(ranges, picks.at(-1) ?? 0) - first
  if (inOneGo) body.copy(bytes, 0, first, first + total - 1)
  const placed: BatchEvent[] = []
  let offset = 0
  for (const pick of picks) {
    const start = offset
    const [from, to] = [rangeStart(ranges, pick), rangeEnd(ranges, pick)]
    if (!inOneGo) body.copy(bytes, offset, from, to)
    offset += to - from
    const event = events[pick] ?? {}
    placed.push({uuid: uuidOf(event), published: publishedOf(event), start, end: offset})
    bytes[offset++] = newline
  }
  if (body.includes(newline) || body.includes(carriageReturn)) onOneLine(bytes, placed)
  return {bytes, events: placed, at}
}

const newline = 0x0a
const carriageReturn = 0x0d
const [quote, backslash] = [0x22, 0x5c]
const [openBrace, closeBrace] = [0x7b, 0x7d]
const [openBracket, closeBracket, colon] = [0x5b, 0x5d, 0x3a]

/**
 * Start and end of each event in a body that `readPage` has taken: the parser knows that it is well formed, so braces
 * outside strings are all there is to count. Bytes above 0x7f, also broken UTF-8, never look like any of these.
 */
function eventRanges(body: Buffer, count: number): Uint32Array {
  const ranges = new Uint32Array(count * 2)
  const length = body.length
  let [at, depth, found] = [0, 0, 0]
  while (at < length) {
    const byte = body[at]
    if (byte === quote) {
      at = endOfString(body, at + 1)
    } else if (byte === openBrace) {
      if (depth++ === 0) ranges[found++] = at
    } else if (byte === closeBrace && --depth === 0) {
      ranges[found++] = at + 1
    }
    at++
  }
  if (found !== count * 2) throw malformed('its events cannot be told apart')
  return ranges
}

/** The offset of the quote that ends the string whose first character is at `from`. */
function endOfString(body: Buffer, from: number): number {
  const length = body.length
  let at = from
  while (at < length) {
    const byte = body[at]
    if (byte === quote) return at
    at += byte === backslash ? 2 : 1
  }
  return at
}

function rangeStart(ranges: Uint32Array, event: number): number {
  return ranges[event * 2] ?? 0
}

function rangeEnd(ranges: Uint32Array, event: number): number {
  return ranges[event * 2 + 1] ?? 0
}

function onOneLine(bytes: Buffer, events: readonly BatchEvent[]): void {
  for (const {start, end} of events)
    for (let at = start; at < end; at++)
      if (bytes[at] === newline || bytes[at] === carriageReturn) bytes[at] = 0x20
}

function parse(body: Buffer): JsonValue {
  try {
    // A proxy may put a byte order mark before it.
    return JSON.parse(body.toString('utf8').replace(/^\uFEFF/, '')) as JsonValue
  } catch (error) {
    throw malformed(
      isWebPage(body)
        ? 'it is a web page, as a proxy or the sign-in page of a network sends instead of the org'
        : 'it is not JSON, or was cut short',
      error,
    )
  }
}

function malformed(why: string, cause?: unknown): OpsError {
  return new OpsError('OPS_BAD_ANSWER', `a page of the System Log is malformed: ${why}`, {
    failure: 'unavailable',
    cause,
  })
}
