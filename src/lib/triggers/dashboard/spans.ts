import {formatDuration} from '../../shared/duration.js'

/** A stretch of time that the dashboard looks back over, in slices. */
export interface Span {
  /** As it stands in the address. */
  readonly name: string
  readonly label: string
  readonly sliceMs: number
  readonly slices: number
}

const minute = 60_000
const hour = 60 * minute

export const spans: readonly Span[] = [
  {name: '15m', label: '15 minutes', sliceMs: minute / 2, slices: 30},
  {name: '1h', label: 'hour', sliceMs: minute, slices: 60},
  {name: '24h', label: '24 hours', sliceMs: hour / 2, slices: 48},
  {name: '7d', label: '7 days', sliceMs: 4 * hour, slices: 42},
]

const usualSpan = '1h'

/** By its name; the usual one for none and for what is none. */
export function spanNamed(name: string | null): Span {
  const found = spans.find((span) => span.name === name) ?? spans.find((span) => span.name === usualSpan)
  if (found === undefined) throw new Error('there is a usual span')
  return found
}

/** A latency for people: `180 ms`, `1.4 s`, `3m`. */
export function shortSpan(ms: number): string {
  if (ms < 1000) return `${Math.round(ms)} ms`
  return ms < minute ? `${(ms / 1000).toFixed(1)} s` : formatDuration(ms)
}

/** How long ago something was: `just now`, `12s ago`, `1h 05m ago`. */
export function ago(at: Date, now: Date): string {
  const ms = now.getTime() - at.getTime()
  return ms < 1000 ? 'just now' : `${formatDuration(ms)} ago`
}
