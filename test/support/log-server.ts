import {randomUUID} from 'node:crypto'
import type {LogPage, LogQuery, SystemLog} from '../../src/lib/ports/system-log.js'
import {OpsError} from '../../src/lib/shared/errors.js'

/** A System Log in memory: whatever `events` holds, in that order; the place is the number of events read. */
export interface MemoryLog extends SystemLog {
  readonly events: object[]
  /** Every address asked for. */
  readonly asked: string[]
  /** Thrown by the next reads, one each. */
  readonly failures: Error[]
}

export const memoryOrg = 'https://halyard.test'

export function memoryLog(
  events: object[],
  now: () => Date = () => new Date('2026-11-21T12:00:00Z'),
): MemoryLog {
  const asked: string[] = []
  const failures: Error[] = []
  return {
    events,
    asked,
    failures,
    orgUrl: memoryOrg,
    self: {userAgent: 'okta-ops/test'},
    firstUrl: ({limit, since, until}: LogQuery) =>
      `${memoryOrg}/api/v1/logs?since=${since.toISOString()}&limit=${limit}&after=0${until ? '&until=1' : ''}`,
    read: (url): Promise<LogPage> => {
      asked.push(url)
      const failure = failures.shift()
      if (failure) return Promise.reject(failure)
      const query = new URL(url).searchParams
      const [from, limit] = [Number(query.get('after')), Number(query.get('limit'))]
      const page = events.slice(from, from + limit)
      query.set('after', String(from + page.length))
      const ends = query.has('until') && from + page.length >= events.length
      return Promise.resolve({
        url,
        body: Buffer.from(JSON.stringify(page)),
        next: ends ? undefined : `${memoryOrg}/api/v1/logs?${query.toString()}`,
        requestId: undefined,
        servedAt: now(),
      })
    },
  }
}

/** `count` small events with uuids of their own, a second apart. */
export function someEvents(
  count: number,
  startAt = '2026-11-21T11:00:00Z',
): {uuid: string; published: string}[] {
  const start = Date.parse(startAt)
  return Array.from({length: count}, (_, index) => ({
    uuid: randomUUID(),
    published: new Date(start + index * 1000).toISOString(),
    eventType: 'user.session.start',
  }))
}

export function refusedCursor(): OpsError {
  return new OpsError('OPS_LOG_CURSOR', 'the org does not know this place any more')
}

export function passing(): OpsError {
  return new OpsError('OPS_SERVICE', 'the org is away', {failure: 'unavailable'})
}
