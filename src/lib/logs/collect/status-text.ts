import {formatDuration} from '../../shared/duration.js'
import type {SourceStatus} from '../source-status.js'
import {countdown} from '../view/notices.js'
import {counted, grouped} from '../../shared/counted.js'

/** A moment's total, to see how fast it grows. */
interface Sample {
  readonly atMs: number
  readonly events: number
}

/** Long enough that one page more or less does not make the figure jump. */
const speedOverMs = 10_000

/**
 * What `logs collect` says of itself now and then: how much, how fast, how far behind, and what it waits for. One line for
 * all sources together.
 * @param clock `now` for what passes at a moment, `monotonicMs` for the speed
 */
export function createStatusText(clock: {
  readonly now: () => Date
  readonly monotonicMs: () => number
}): (sources: readonly SourceStatus[]) => string {
  let samples: readonly Sample[] = [{atMs: clock.monotonicMs(), events: 0}]
  return (sources) => {
    const newest: Sample = {atMs: clock.monotonicMs(), events: sum(sources, ({delivered}) => delivered)}
    // One older than the span stays, so that there is always a span.
    const from = samples.findLastIndex(({atMs}) => atMs <= newest.atMs - speedOverMs)
    samples = [...samples.slice(Math.max(0, from)), newest]
    return statusText(sources, {now: clock.now(), perSecond: speed(samples[0] ?? newest, newest)})
  }
}

/** The line, from figures alone; empty before there is a source. */
function statusText(
  sources: readonly SourceStatus[],
  {now, perSecond}: {readonly now: Date; readonly perSecond: number},
): string {
  const [only, ...others] = sources
  if (only === undefined) return ''
  const lags = sources.flatMap(({lagMs}) => lagMs ?? [])
  const last = sources.flatMap(({lastEventAt}) => lastEventAt ?? []).sort().at(-1) // prettier-ignore
  const rates = sources.flatMap(({rate}) => rate ?? [])
  const tightest = rates.toSorted(
    (one, other) => one.remaining / one.limit - other.remaining / other.limit,
  )[0]
  const parts = [
    counted(
      sum(sources, ({delivered}) => delivered),
      'event',
    ),
    `${perSecond < 10 ? perSecond.toFixed(1) : grouped(Math.round(perSecond))}/s`,
    ...(lags.length === 0 ? [] : [`lag ${formatDuration(Math.max(...lags))}`]),
    ...(last === undefined ? [] : [`last event ${last}`]),
    ...(tightest === undefined ? [] : [`rate limit ${tightest.remaining} of ${tightest.limit} left`]),
    ...sources.flatMap((source) => troubleOf(source, {now, named: others.length > 0})),
  ]
  return `${others.length === 0 ? only.name : counted(sources.length, 'source')}: ${parts.join(', ')}`
}

function troubleOf(
  {name, state, wait, trouble}: SourceStatus,
  {now, named}: {readonly now: Date; readonly named: boolean},
): readonly string[] {
  const leftMs = wait === undefined ? 0 : wait.until.getTime() - now.getTime()
  const waiting = wait === undefined ? '' : countdown(wait.reason, leftMs)
  const said = [trouble, waiting, state === 'failed' ? 'failed' : undefined].filter(Boolean).join('; ')
  if (said === '') return []
  return [named ? `${name}: ${said}` : said]
}

function speed(from: Sample, to: Sample): number {
  return to.atMs === from.atMs ? 0 : ((to.events - from.events) * 1000) / (to.atMs - from.atMs)
}

function sum(sources: readonly SourceStatus[], of: (source: SourceStatus) => number): number {
  return sources.reduce((total, source) => total + of(source), 0)
}
