import {formatDuration} from '../../shared/duration.js'
import type {OktaWait} from '../../ports/okta-api.js'

/** What one source is doing and has done since it was started; kept up to date for the status lines and for metrics. */
export interface SourceReport {
  readonly name: string
  orgUrl: string
  state: 'starting' | 'reading' | 'waiting' | 'trouble' | 'stopped'
  pages: number
  /** Delivered. */
  events: number
  /** Left out because they had arrived before. */
  repeats: number
  /** Left out by the local part of the filter. */
  filtered: number
  late: number
  heals: number
  bytes: number
  /** The org's clock minus the newest event's `published`, at the last page. */
  lagMs: number | undefined
  newest: string | undefined
  lastPageAt: Date | undefined
  /** The last wait that the org or our share of its rate limit asked for. */
  lastWait: OktaWait | undefined
  trouble: string | undefined
}

/** All sources of one `logs collect`, by name. */
export interface CollectReport {
  readonly sources: ReadonlyMap<string, SourceReport>
  readonly source: (name: string) => SourceReport
}

export function createCollectReport(): CollectReport {
  const sources = new Map<string, SourceReport>()
  return {
    sources,
    source: (name) => {
      const known = sources.get(name)
      if (known) return known
      const made = emptyReport(name)
      sources.set(name, made)
      return made
    },
  }
}

function emptyReport(name: string): SourceReport {
  return {
    name,
    orgUrl: '',
    state: 'starting',
    pages: 0,
    events: 0,
    repeats: 0,
    filtered: 0,
    late: 0,
    heals: 0,
    bytes: 0,
    lagMs: undefined,
    newest: undefined,
    lastPageAt: undefined,
    lastWait: undefined,
    trouble: undefined,
  }
}

/** One line for people. */
export function reportLine({name, events, repeats, filtered, late, lagMs}: SourceReport): string {
  const parts = [
    `${events} events`,
    ...(repeats > 0 ? [`${repeats} repeats skipped`] : []),
    ...(filtered > 0 ? [`${filtered} not matching`] : []),
    ...(late > 0 ? [`${late} late`] : []),
    ...(lagMs === undefined ? [] : [`newest is ${formatDuration(lagMs)} old`]),
  ]
  return `${name}: ${parts.join(', ')}`
}
