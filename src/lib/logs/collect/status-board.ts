import {formatDuration} from '../../shared/duration.js'
import type {SourceStatus} from '../source-status.js'

/** One source's status, kept up to date by its collector. */
export interface StatusEntry {
  readonly get: () => SourceStatus
  readonly set: (change: Partial<SourceStatus>) => void
  /** The trouble is over. */
  readonly clear: () => void
}

/** All sources of one `logs collect`. */
export interface StatusBoard {
  readonly sources: () => readonly SourceStatus[]
  readonly source: (name: string, sink: string) => StatusEntry
}

export function createStatusBoard(): StatusBoard {
  const known = new Map<string, SourceStatus>()
  return {
    sources: () => [...known.values()],
    source: (name, sink) => {
      const get = (): SourceStatus => known.get(name) ?? emptyStatus(name, sink)
      known.set(name, {...get(), sink, state: 'reading'})
      return {
        get,
        set: (change) => void known.set(name, {...get(), ...change}),
        clear: () => {
          const rest = {...get()}
          Reflect.deleteProperty(rest, 'trouble')
          known.set(name, rest)
        },
      }
    },
  }
}

function emptyStatus(name: string, sink: string): SourceStatus {
  const none = {
    pages: 0,
    seen: 0,
    delivered: 0,
    filtered: 0,
    repeated: 0,
    refused: 0,
    late: 0,
    failures: 0,
    healed: 0,
  }
  return {name, sink, state: 'reading', ...none}
}

/** One line for people. */
export function statusLine(status: SourceStatus): string {
  const {name, delivered, repeated, filtered, refused, deadLetters = '', late, lagMs} = status
  const parts = [
    `${delivered} ${delivered === 1 ? 'event' : 'events'}`,
    ...(refused > 0 ? [`${refused} of them refused by the receiver and kept in ${deadLetters}`] : []),
    ...(repeated > 0 ? [`${repeated} repeated and skipped`] : []),
    ...(filtered > 0 ? [`${filtered} not matching`] : []),
    ...(late > 0 ? [`${late} late`] : []),
    ...(lagMs === undefined ? [] : [`the newest is ${formatDuration(lagMs)} old`]),
  ]
  return `${name}: ${parts.join(', ')}`
}
