import type {RunState} from '../../ports/flow-runner.js'
import type {SqlRow, Store} from '../../store/store.js'

/** How many runs of a rule ended, by how, in a slice of time. */
export interface EndedCount {
  readonly rule: string
  readonly state: RunState
  /** 0, 1, ...: the slices since the beginning. */
  readonly slice: number
  readonly count: number
}

/** A run that ended well. */
export interface EndedRun {
  readonly rule: string
  /** From when it was begun, in milliseconds. */
  readonly tookMs: number
  /** From when its event was published; undefined for one whose event does not say when. */
  readonly fromEventMs?: number
}

/** Planned work of rules that are not paused: what belongs to those waits on purpose. */
export interface Queue {
  /** To be begun by now. */
  readonly due: number
  /** To be begun later: debounced, throttled, or to be tried again. */
  readonly later: number
  /** Since when the oldest that is due has been. */
  readonly oldestDueAt?: Date
}

/** What the journal says of a stretch of time, and of now. */
export interface FigureReader {
  /** Runs that ended since then; each slice is `sliceMs` long. */
  readonly ended: (since: Date, sliceMs: number) => readonly EndedCount[]
  /** The newest runs that ended well since then, at most `limit`. */
  readonly endedWell: (since: Date, limit: number) => readonly EndedRun[]
  readonly queue: (now: Date) => Queue
}

export function createFigureReader(store: Store): FigureReader {
  const ended = store.prepare(
    `SELECT rule, try.state AS state, CAST((try.ended_at - ?) / ? AS INTEGER) AS slice, count(*) AS n
     FROM try JOIN work ON work.id = try.work WHERE try.ended_at >= ? GROUP BY 1, 2, 3`,
  )
  const endedWell = store.prepare(
    `SELECT rule, started_at, try.ended_at AS ended_at, published
     FROM try JOIN work ON work.id = try.work JOIN event ON event.uuid = work.event
     WHERE try.ended_at >= ? AND try.state = 'succeeded' ORDER BY try.ended_at DESC LIMIT ?`,
  )
  const queue = store.prepare(
    `SELECT count(*) AS n, sum(due_at <= ?) AS due, min(due_at) AS oldest FROM work
     WHERE state = 'planned' AND rule NOT IN (SELECT rule FROM pause)`,
  )
  return {
    ended: (since, sliceMs) =>
      ended.all(since.getTime(), sliceMs, since.getTime()).map((row) => ({
        rule: String(row['rule']),
        state: String(row['state']) as RunState,
        slice: Number(row['slice']),
        count: Number(row['n']),
      })),
    endedWell: (since, limit) => endedWell.all(since.getTime(), limit).map(readEndedRun),
    queue: (now) => {
      const row = queue.get(now.getTime())
      const due = Number(row?.['due'] ?? 0)
      return {
        due,
        later: Number(row?.['n'] ?? 0) - due,
        ...(due === 0 ? {} : {oldestDueAt: new Date(Number(row?.['oldest']))}),
      }
    },
  }
}

function readEndedRun(row: SqlRow): EndedRun {
  const endedAt = Number(row['ended_at'])
  const fromEventMs = endedAt - Date.parse(String(row['published']))
  return {
    rule: String(row['rule']),
    tookMs: Math.max(0, endedAt - Number(row['started_at'])),
    ...(fromEventMs >= 0 ? {fromEventMs} : {}),
  }
}
