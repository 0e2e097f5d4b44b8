import type {FlowRun, RunCause} from '../../ports/flow-runner.js'

/** Where what is known of a run's state comes from. */
export type RunSource = 'answer of the call' | 'status flow' | 'execution log' | 'journal'

export function sourceOf({toldBy, status}: Pick<FlowRun, 'toldBy' | 'status'>): RunSource {
  return toldBy ?? (status === undefined ? 'journal' : 'answer of the call')
}

/** What made a run happen, in words; '' for a person. */
export function causeWords(cause: RunCause | undefined): string {
  if (cause === undefined) return ''
  const {kind, name, event} = cause
  return `${kind} ${name}${event === undefined ? '' : `, event ${event}`}`
}

/** A span of a run for people, finer than seconds while it is short: `820ms`, `3.4s`, `2m 05s`. */
export function tookWords(ms: number): string {
  if (ms < 1000) return `${Math.max(0, Math.round(ms))}ms`
  if (ms < 59_950) return `${(ms / 1000).toFixed(1)}s`
  const seconds = Math.round(ms / 1000)
  const [hours, minutes] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60]
  const rest = (number: number): string => String(number).padStart(2, '0')
  return hours > 0 ? `${hours}h ${rest(minutes)}m` : `${minutes}m ${rest(seconds % 60)}s`
}

/** A rate from 0 to 1, rounded, save that 0.0% and 100.0% are said only of none and of all. */
export function rateWords(rate: number): string {
  const tenths = Math.round(rate * 1000)
  const shown = rate === 0 || rate === 1 ? tenths : Math.min(999, Math.max(1, tenths))
  return `${(shown / 10).toFixed(1)}%`
}

/** How long a run took, or takes so far; undefined for one that was not sent. */
export function spanOf(
  {sentAt, endedAt}: Pick<FlowRun, 'sentAt' | 'endedAt'>,
  now: Date,
): number | undefined {
  return sentAt === undefined ? undefined : (endedAt ?? now).getTime() - sentAt.getTime()
}
