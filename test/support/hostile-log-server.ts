import http from 'node:http'
import type {AddressInfo} from 'node:net'

/** A System Log on loopback that does everything a bad day brings: repeats, disorder, 429, 5xx, resets, dead cursors. */
export interface HostileLog {
  readonly url: string
  /** Every uuid that it has, once. */
  readonly uuids: readonly string[]
  readonly requests: () => number
  /** The events filed so far as JSON, repeats included, in the order of filing. */
  readonly filed: () => readonly string[]
  /** Files only this share of the events yet, 0 to 1; all unless said. */
  readonly release: (share: number) => void
  readonly close: () => Promise<void>
}

export interface HostileOptions {
  readonly events: number
  readonly seed: number
  /** Of a hundred requests, how many go wrong; 6 unless said. */
  readonly wrongPercent?: number
  /** When the first event is published; 2026-11-21T11:00:00Z unless said. */
  readonly startAt?: Date
}

interface Entry {
  readonly publishedMs: number
  readonly json: string
}

const usualStart = new Date('2026-11-21T11:00:00Z')

/** A small generator of the same numbers for the same seed (mulberry32). */
export function seededRandom(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
}

/** One event a second on average, filed up to five minutes out of order; every twentieth is filed twice. */
function makeLog({events, seed, startAt = usualStart}: HostileOptions): {
  readonly entries: readonly Entry[]
  readonly uuids: readonly string[]
} {
  const random = seededRandom(seed)
  const uuids: string[] = []
  const filed: (Entry & {readonly at: number})[] = []
  for (let index = 0; index < events; index++) {
    const uuid = `${hex(random, 8)}-${hex(random, 4)}-4${hex(random, 3)}-8${hex(random, 3)}-${index.toString(16).padStart(12, '0')}`
    const publishedMs = startAt.getTime() + index * 1000
    const published = new Date(publishedMs).toISOString()
    const filler = '{"braces": "}{", "quote": "\\"", "n": 1.0}'
    const json = `{"uuid":"${uuid}","published":"${published}","eventType":"user.session.start", "debugContext":${filler}}`
    uuids.push(uuid)
    filed.push({publishedMs, json, at: publishedMs + random() * 300_000})
    if (random() < 0.05) filed.push({publishedMs, json, at: publishedMs + random() * 600_000})
  }
  return {entries: filed.toSorted((a, b) => a.at - b.at), uuids}
}

export async function startHostileLog(options: HostileOptions): Promise<HostileLog> {
  const {entries, uuids} = makeLog(options)
  const random = seededRandom(options.seed + 1)
  const wrong = (options.wrongPercent ?? 6) / 100
  let requests = 0
  let filed = entries.length
  const server = http.createServer((request, response) => {
    requests++
    const url = new URL(request.url ?? '', `http://${request.headers.host ?? ''}`)
    const answer = (status: number, body: string, headers: Record<string, string> = {}): void => {
      response.writeHead(status, {'content-type': 'application/json', ...headers})
      response.end(body)
    }
    const luck = random() / wrong
    const isContinued = url.searchParams.has('after')
    const {body, next} = pageAt(entries.slice(0, filed), url)
    if (luck < 0.25) request.socket.destroy()
    else if (luck < 0.45) answer(500, refusal('E0000009'))
    else if (luck < 0.5) answer(429, refusal('E0000047'), limitHeaders(0))
    else if (luck < 0.75 && isContinued) answer(400, refusal('E0000001'))
    else if (luck < 1) {
      response.writeHead(200, {'content-type': 'application/json', 'content-length': String(body.length)})
      response.write(body.slice(0, body.length / 2), () => request.socket.destroy())
    } else answer(200, body, {...limitHeaders(100_000), link: `<${next}>; rel="next"`})
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    uuids,
    requests: () => requests,
    filed: () => entries.slice(0, filed).map(({json}) => json),
    release: (share) => (filed = Math.ceil(entries.length * share)),
    close: () =>
      new Promise((resolve) => {
        server.close(() => {
          resolve()
        })
        server.closeAllConnections()
      }),
  }
}

/** In the order of filing; `since` leaves out what was published before it. */
function pageAt(entries: readonly Entry[], url: URL): {readonly body: string; readonly next: string} {
  const query = url.searchParams
  const [limit, sinceMs] = [Number(query.get('limit') ?? 100), Date.parse(query.get('since') ?? '')]
  const page: string[] = []
  let at = Number(query.get('after') ?? 0)
  for (; at < entries.length && page.length < limit; at++) {
    const entry = entries[at]
    if (entry !== undefined && entry.publishedMs >= sinceMs) page.push(entry.json)
  }
  query.set('after', String(at))
  return {body: `[${page.join(',')}]`, next: url.href}
}

/** The kind of 429 that passes by itself: too many at once, with zeros in the headers. */
function limitHeaders(limit: number): Record<string, string> {
  const reset = Math.floor(Date.now() / 1000)
  return {
    'x-rate-limit-limit': String(limit),
    'x-rate-limit-remaining': String(limit),
    'x-rate-limit-reset': String(reset),
  }
}

function refusal(errorCode: string): string {
  return JSON.stringify({
    errorCode,
    errorSummary: 'a bad day',
    errorLink: errorCode,
    errorId: 'x',
    errorCauses: [],
  })
}

function hex(random: () => number, digits: number): string {
  return Math.floor(random() * 16 ** digits)
    .toString(16)
    .padStart(digits, '0')
}
