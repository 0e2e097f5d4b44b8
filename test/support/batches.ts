import type {Batch} from '../../src/lib/delivery/sink.js'

/** A batch of events with these times; the n-th event's uuid ends in its number. */
export function batchOf(times: readonly string[], first = 0, fill = ''): Batch {
  const lines = times.map((published, index) => {
    const uuid = `00000000-0000-4000-8000-${String(first + index).padStart(12, '0')}`
    return {uuid, published, line: Buffer.from(JSON.stringify({uuid, published, fill}))}
  })
  let offset = 0
  const events = lines.map(({uuid, published, line}) => {
    const start = offset
    offset += line.length + 1
    return {uuid, published, start, end: start + line.length}
  })
  return {
    bytes: Buffer.concat(lines.flatMap(({line}) => [line, Buffer.from('\n')])),
    events,
    at: new Date('2026-11-25T10:00:00Z'),
  }
}

/** `count` times, a second apart. */
export function secondsFrom(start: string, count: number): readonly string[] {
  return Array.from({length: count}, (_, index) => new Date(Date.parse(start) + index * 1000).toISOString())
}
