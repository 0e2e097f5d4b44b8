import type {LogPage, LogRate} from '../../ports/system-log.js'
import {OpsError} from '../../shared/errors.js'

/** What a recorded page says besides its events; the body follows it in the file, byte for byte. */
interface CassetteHead {
  readonly cassette: 1
  readonly url: string
  readonly status: 200
  readonly headers: Readonly<Record<string, string>>
}

const bodyMark = Buffer.from(',"body":')

/** `00000001.page.json`: names that sort as the pages came, however many there are. */
export function cassetteName(sequence: number): string {
  return `${String(sequence).padStart(8, '0')}.page.json`
}

/** The number in a cassette's name; undefined for other files. */
export function cassetteSequence(name: string): number | undefined {
  const found = /^(\d{8,})\.page\.json$/.exec(name)?.[1]
  return found === undefined ? undefined : Number(found)
}

/**
 * A page as a file: one JSON object whose last member is the page's own bytes. Of the headers only those that a reader
 * needs, so no Authorization and no cookies; nothing of the address but host, path and query, since it may carry a password.
 */
export function printCassette({url, body, next, requestId, servedAt, rate}: LogPage): Buffer {
  const head: CassetteHead = {
    cassette: 1,
    url: withoutPassword(url),
    status: 200,
    headers: {
      date: servedAt.toUTCString(),
      ...(next === undefined ? {} : {link: `<${withoutPassword(next)}>; rel="next"`}),
      ...(requestId === undefined ? {} : {'x-okta-request-id': requestId}),
      ...(rate === undefined ? {} : rateHeaders(rate)),
    },
  }
  return Buffer.concat([Buffer.from(JSON.stringify(head).slice(0, -1)), bodyMark, body, Buffer.from('}\n')])
}

/**
 * Reads a cassette's bytes.
 * @param file for messages
 * @throws OpsError OPS_BAD_ANSWER when it is none
 */
export function readCassette(bytes: Buffer, file: string): Omit<LogPage, 'next'> {
  const at = bytes.indexOf(bodyMark)
  const end = bytes.lastIndexOf('}')
  const head = at === -1 ? undefined : parseHead(`${bytes.toString('utf8', 0, at)}}`)
  if (head === undefined || end <= at)
    throw new OpsError('OPS_BAD_ANSWER', `${file} is no page that was recorded with --record`)
  const rate = rateOf(head.headers)
  return {
    url: head.url,
    body: bytes.subarray(at + bodyMark.length, end),
    requestId: head.headers['x-okta-request-id'],
    servedAt: new Date(head.headers['date'] ?? 0),
    ...(rate === undefined ? {} : {rate}),
  }
}

const rateNames = {
  limit: 'x-rate-limit-limit',
  remaining: 'x-rate-limit-remaining',
  reset: 'x-rate-limit-reset',
} as const

function rateHeaders({limit, remaining, reset}: LogRate): Record<string, string> {
  return {
    [rateNames.limit]: String(limit),
    [rateNames.remaining]: String(remaining),
    [rateNames.reset]: String(reset),
  }
}

/** Undefined for recordings of before they were kept. */
function rateOf(headers: CassetteHead['headers']): LogRate | undefined {
  const [limit, remaining, reset] = [rateNames.limit, rateNames.remaining, rateNames.reset].map((name) =>
    Number(headers[name] ?? Number.NaN),
  ) as [number, number, number]
  return Number.isNaN(limit + remaining + reset) ? undefined : {limit, remaining, reset}
}

function parseHead(text: string): CassetteHead | undefined {
  try {
    const head = JSON.parse(text) as Partial<CassetteHead>
    return head.cassette === 1 && typeof head.url === 'string' && typeof head.headers === 'object'
      ? (head as CassetteHead)
      : undefined
  } catch {
    return undefined
  }
}

function withoutPassword(address: string): string {
  const url = new URL(address)
  url.username = url.password = ''
  return url.href
}
